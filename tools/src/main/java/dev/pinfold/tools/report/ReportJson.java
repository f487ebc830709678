package dev.pinfold.tools.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.pinfold.offline.Inspection;
import dev.pinfold.offline.SeenQueue;
import dev.pinfold.offline.SeenSegment;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a page draws, as JSON that may stand in a script of HTML. */
final class ReportJson {
  private static final int MOST_QUEUES = 500;
  private static final int MOST_OLDEST = 20;
  private static final int MOST_SEGMENTS = 2_000;
  private static final JsonFactory JSON =
      new JsonFactoryBuilder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final StoreHistory history;
  private final Inspection store;
  private final StringWriter text = new StringWriter();
  private final JsonGenerator out;

  private ReportJson(StoreHistory history) throws IOException {
    this.history = history;
    this.store = history.store();
    this.out = JSON.createGenerator(text);
  }

  static String of(StoreHistory history, Path directory, Instant now, ZoneId zone) {
    try {
      ReportJson json = new ReportJson(history);
      json.out.writeStartObject();
      json.about(directory, now, zone);
      json.time();
      json.queues();
      json.oldest();
      json.segments();
      json.messages();
      json.out.writeEndObject();
      json.out.close();
      return json.text.toString().replace("<", "\\u003c");
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a string writer has none
    }
  }

  private void about(Path directory, Instant now, ZoneId zone) throws IOException {
    out.writeStringField("directory", directory.toString());
    out.writeStringField("storeId", store.storeId().toString());
    out.writeNumberField("madeAt", now.toEpochMilli());
    out.writeStringField("zone", zone.equals(ZoneOffset.UTC) ? "Etc/UTC" : zone.getId());
    out.writeStringField("journal", store.journal().state().name().toLowerCase(Locale.ROOT));
    out.writeNumberField("lastTransaction", store.journal().lastTransaction());
    out.writeArrayFieldStart("anomalies");
    for (String line : Anomalies.of(history)) {
      out.writeString(line);
    }
    out.writeEndArray();
  }

  private void time() throws IOException {
    TimeGrid grid = history.grid();
    out.writeBooleanField("hasTime", grid.isStarted());
    out.writeNumberField("start", grid.startMillis());
    out.writeNumberField("step", grid.widthMillis());
    out.writeArrayFieldStart("gaps");
    for (StoreHistory.Gap gap : history.gaps()) {
      long end = grid.startMillis() + TimeGrid.MOST * grid.widthMillis();
      out.writeArray(new long[] {gap.fromMillis(), Math.min(gap.toMillis(), end)}, 0, 2);
    }
    out.writeEndArray();
    out.writeNumberField("followed", history.stride());
    array("waitBounds", WaitingTimes.BOUNDS);
    out.writeArrayFieldStart("series");
    for (QueueCounts counts : history.counts()) {
      out.writeStartObject();
      out.writeStringField("name", counts.name);
      array("depth", counts.depths(history.depthNow(counts)));
      array("added", counts.added.steps());
      array("taken", counts.taken.steps());
      array("gone", counts.gone.steps());
      array("waits", counts.waits);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void array(String name, long[] numbers) throws IOException {
    out.writeFieldName(name);
    out.writeArray(numbers, 0, numbers.length);
  }

  private void queues() throws IOException {
    out.writeNumberField("queueCount", store.queues().size());
    out.writeNumberField("messages", store.queues().stream().mapToLong(SeenQueue::messages).sum());
    out.writeArrayFieldStart("queues");
    List<SeenQueue> largestFirst =
        store.queues().stream()
            .sorted(Comparator.comparingLong(SeenQueue::messages).reversed())
            .limit(MOST_QUEUES)
            .toList();
    for (SeenQueue queue : largestFirst) {
      out.writeStartObject();
      out.writeStringField("name", queue.name());
      out.writeNumberField("messages", queue.messages());
      out.writeNumberField("bytes", queue.bytes());
      out.writeNumberField("leased", queue.leased());
      out.writeNumberField("everAdded", queue.nextNumber() - 1);
      time("last", queue.lastArrival());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  /** The oldest message of each queue, the oldest of these first. */
  private void oldest() throws IOException {
    List<SeenQueue> oldestFirst =
        store.queues().stream()
            .filter(queue -> queue.oldestArrival().isPresent())
            .sorted(Comparator.comparing(queue -> queue.oldestArrival().get()))
            .limit(MOST_OLDEST)
            .toList();
    out.writeArrayFieldStart("oldest");
    for (SeenQueue queue : oldestFirst) {
      out.writeStartObject();
      out.writeStringField("queue", queue.name());
      out.writeNumberField("number", queue.oldestNumber());
      time("arrival", queue.oldestArrival());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void time(String name, Optional<Instant> time) throws IOException {
    if (time.isPresent()) {
      out.writeNumberField(name, time.get().toEpochMilli());
    } else {
      out.writeNullField(name);
    }
  }

  private void segments() throws IOException {
    List<SeenSegment> all = store.segments();
    out.writeNumberField("segmentCount", all.size());
    out.writeNumberField("diskBytes", all.stream().mapToLong(SeenSegment::fileBytes).sum());
    out.writeArrayFieldStart("segments");
    for (SeenSegment segment : all.subList(Math.max(0, all.size() - MOST_SEGMENTS), all.size())) {
      out.writeStartObject();
      out.writeNumberField("number", segment.segment());
      out.writeNumberField("bytes", segment.fileBytes());
      out.writeNumberField("documents", segment.documentBytes());
      out.writeNumberField("live", Math.min(segment.liveBytes(), segment.documentBytes()));
      out.writeNumberField("messages", segment.liveMessages());
      out.writeStringField("kept", String.join(", ", segment.pinnedBy()));
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void messages() throws IOException {
    out.writeArrayFieldStart("largest");
    for (StoreHistory.Message message : history.largest()) {
      out.writeStartObject();
      out.writeStringField("queue", message.queue().name);
      out.writeNumberField("number", message.number());
      out.writeNumberField("transaction", message.transaction());
      out.writeNumberField("arrival", message.arrivalMillis());
      out.writeNumberField("bytes", message.bytes());
      Optional<Boolean> lives = history.lives(message);
      if (lives.isPresent()) {
        out.writeBooleanField("lives", lives.get());
      } else {
        out.writeNullField("lives");
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
