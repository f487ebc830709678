package dev.pinfold.tools;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pinfold.archive.journal.JournalCut;
import dev.pinfold.offline.Damage;
import dev.pinfold.offline.Inspection;
import dev.pinfold.offline.JournalVerdict;
import dev.pinfold.offline.Owner;
import dev.pinfold.offline.SeenQueue;
import dev.pinfold.offline.SeenSegment;
import dev.pinfold.offline.SeenSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** A store at a glance, for programs: one object, as docs/tools.md describes it. */
final class InspectionJson {
  private static final String SCHEMA = "pinfold.inspect/1";

  private final Path directory;
  private final OutputOptions options;
  private final Instant now;

  InspectionJson(Path directory, OutputOptions options, Instant now) {
    this.directory = directory;
    this.options = options;
    this.now = now;
  }

  String of(Inspection store, int exitCode) {
    return JsonLine.of(
        object -> {
          object.writeStringField("schema", SCHEMA);
          object.writeStringField("directory", directory.toString());
          object.writeStringField("storeId", store.storeId().toString());
          object.writeNumberField("format", store.version());
          object.writeNumberField("exitCode", exitCode);
          object.writeStringField("time", options.time(now));
          owner(object, store.owner());
          journal(object, store.journal());
          object.writeArrayFieldStart("queues");
          for (SeenQueue queue : store.queues()) {
            queue(object, queue);
          }
          object.writeEndArray();
          object.writeArrayFieldStart("snapshots");
          for (SeenSnapshot snapshot : store.snapshots()) {
            snapshot(object, snapshot);
          }
          object.writeEndArray();
          object.writeArrayFieldStart("segments");
          for (SeenSegment segment : store.segments()) {
            segment(object, segment);
          }
          object.writeEndArray();
        });
  }

  private static void owner(JsonGenerator object, Optional<Owner> owner) throws IOException {
    if (owner.isEmpty()) {
      object.writeNullField("owner");
      return;
    }
    object.writeObjectFieldStart("owner");
    object.writeNumberField("pid", owner.get().pid());
    object.writeStringField("command", owner.get().command());
    object.writeStringField("state", owner.get().state().name().toLowerCase(Locale.ROOT));
    object.writeEndObject();
  }

  private static void journal(JsonGenerator object, JournalVerdict verdict) throws IOException {
    object.writeObjectFieldStart("journal");
    object.writeStringField("state", verdict.state().name().toLowerCase(Locale.ROOT));
    object.writeNumberField("lastTransaction", verdict.lastTransaction());
    object.writeArrayFieldStart("damages");
    for (Damage damage : verdict.damages()) {
      object.writeStartObject();
      object.writeStringField("file", damage.file().toString());
      object.writeNumberField("offset", damage.offset());
      object.writeStringField("expected", damage.expected());
      object.writeStringField("found", damage.found());
      object.writeEndObject();
    }
    object.writeEndArray();
    if (verdict.cut().isPresent()) {
      JournalCut cut = verdict.cut().get();
      object.writeObjectFieldStart("cut");
      object.writeStringField("file", cut.file().toString());
      object.writeNumberField("offset", cut.offset());
      object.writeNumberField("bytes", cut.bytes());
      object.writeNumberField("wholeDocuments", cut.discardedDocuments());
      object.writeStringField("reason", cut.reason());
      object.writeEndObject();
    } else {
      object.writeNullField("cut");
    }
    object.writeEndObject();
  }

  private void queue(JsonGenerator object, SeenQueue queue) throws IOException {
    object.writeStartObject();
    object.writeStringField("name", queue.name());
    object.writeNumberField("id", queue.id());
    PolicyText.write(object, queue.policy());
    object.writeNumberField("messages", queue.messages());
    object.writeNumberField("bytes", queue.bytes());
    object.writeNumberField("leased", queue.leased());
    object.writeNumberField("nextNumber", queue.nextNumber());
    time(object, "oldestArrival", queue.oldestArrival());
    JsonLine.number(
        object,
        "oldestAgeMillis",
        queue.oldestArrival().map(this::age).orElse(0L),
        queue.oldestArrival().isPresent());
    time(object, "lastArrival", queue.lastArrival());
    object.writeNumberField("lastTransaction", queue.lastTransaction());
    object.writeEndObject();
  }

  private long age(Instant time) {
    return Math.max(0, Duration.between(time, now).toMillis());
  }

  private void snapshot(JsonGenerator object, SeenSnapshot snapshot) throws IOException {
    object.writeStartObject();
    object.writeStringField("file", snapshot.file().toString());
    object.writeNumberField("transaction", snapshot.transaction());
    object.writeNumberField("bytes", snapshot.bytes());
    object.writeBooleanField("good", snapshot.isGood());
    time(object, "taken", snapshot.created());
    JsonLine.text(object, "problem", snapshot.problem().orElse(null));
    object.writeEndObject();
  }

  private void segment(JsonGenerator object, SeenSegment segment) throws IOException {
    boolean isBegun = segment.begun().isPresent();
    object.writeStartObject();
    object.writeNumberField("segment", segment.segment());
    object.writeStringField("file", segment.file().toString());
    object.writeNumberField("fileBytes", segment.fileBytes());
    time(object, "begun", segment.begun());
    JsonLine.number(object, "firstTransaction", segment.firstTransaction(), isBegun);
    object.writeNumberField("documentBytes", segment.documentBytes());
    object.writeNumberField("liveMessages", segment.liveMessages());
    object.writeNumberField("liveBytes", segment.liveBytes());
    object.writeNumberField("deadBytes", segment.deadBytes());
    object.writeArrayFieldStart("keptBecause");
    for (String reason : segment.pinnedBy()) {
      object.writeString(reason);
    }
    object.writeEndArray();
    object.writeEndObject();
  }

  private void time(JsonGenerator object, String name, Optional<Instant> time) throws IOException {
    JsonLine.text(object, name, time.map(options::time).orElse(null));
  }
}
