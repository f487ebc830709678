package dev.pinfold.tools;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pinfold.offline.Inspection;
import dev.pinfold.offline.Owner;
import dev.pinfold.offline.QueueTraffic;
import dev.pinfold.offline.SeenQueue;
import dev.pinfold.offline.SeenSegment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/** A store at a glance, for programs: one object, as docs/commands/inspect.md describes it. */
final class InspectionJson {
  private static final String SCHEMA = "pinfold.inspect/1";

  private final Path directory;
  private final OutputOptions options;
  private final StoreJson parts;
  private final Instant now;

  InspectionJson(Path directory, OutputOptions options, Instant now) {
    this.directory = directory;
    this.options = options;
    this.parts = new StoreJson(options);
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
          parts.journal(object, store.journal());
          object.writeArrayFieldStart("queues");
          for (SeenQueue queue : store.queues()) {
            queue(object, queue);
          }
          object.writeEndArray();
          parts.snapshots(object, store.snapshots());
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
    object.writeStringField("state", EnumName.of(owner.get().state()));
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
    JsonLine.number(object, "oldestMessage", queue.oldestNumber(), queue.oldestNumber() != 0);
    parts.time(object, "oldestArrival", queue.oldestArrival());
    JsonLine.number(
        object,
        "oldestAgeMillis",
        queue.oldestArrival().map(this::age).orElse(0L),
        queue.oldestArrival().isPresent());
    parts.time(object, "lastArrival", queue.lastArrival());
    object.writeNumberField("lastTransaction", queue.lastTransaction());
    traffic(object, queue.traffic());
    object.writeEndObject();
  }

  private void traffic(JsonGenerator object, QueueTraffic traffic) throws IOException {
    object.writeObjectFieldStart("traffic");
    object.writeNumberField("added", traffic.added());
    object.writeNumberField("ended", traffic.ended());
    parts.time(object, "from", traffic.first());
    parts.time(object, "to", traffic.last());
    rate(object, "addedPerSecond", traffic.addedPerSecond());
    rate(object, "endedPerSecond", traffic.endedPerSecond());
    object.writeEndObject();
  }

  private static void rate(JsonGenerator object, String name, OptionalDouble perSecond)
      throws IOException {
    if (perSecond.isPresent()) {
      object.writeNumberField(name, perSecond.getAsDouble());
    } else {
      object.writeNullField(name);
    }
  }

  private long age(Instant time) {
    return Math.max(0, Duration.between(time, now).toMillis());
  }

  private void segment(JsonGenerator object, SeenSegment segment) throws IOException {
    boolean isBegun = segment.begun().isPresent();
    object.writeStartObject();
    object.writeNumberField("segment", segment.segment());
    object.writeStringField("file", segment.file().toString());
    object.writeNumberField("fileBytes", segment.fileBytes());
    parts.time(object, "begun", segment.begun());
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
}
