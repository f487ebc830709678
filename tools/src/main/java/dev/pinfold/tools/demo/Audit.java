package dev.pinfold.tools.demo;

import dev.pinfold.Message;
import dev.pinfold.MessageView;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.tools.TextTable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parent's own count at the end: opens the store and compares each payload with the data. */
final class Audit {
  private final Map<String, Tally> tallies = new LinkedHashMap<>();

  /** What a queue should hold, and what it does. */
  private record Tally(int expected, int found, int missing, int tooMany) {
    boolean isRight() {
      return missing == 0 && tooMany == 0;
    }
  }

  static Audit of(Path store, Earthquakes data) {
    Audit audit = new Audit();
    try (PinfoldStore queues = DemoQueues.open(store)) {
      for (String queue : List.of(DemoQueues.ALERTS, DemoQueues.LOG, DemoQueues.QUAKES)) {
        audit.tallies.put(queue, tally(queues, queue, data));
      }
    }
    return audit;
  }

  private static Tally tally(PinfoldStore store, String queue, Earthquakes data) {
    Map<Integer, Integer> found = new HashMap<>();
    int strangers = 0;
    int count = 0;
    try (MessageView<byte[]> messages = store.queue(queue).all()) {
      for (Message<byte[]> message : messages) {
        Earthquake quake = data.of(message.payload());
        count++;
        if (quake != null && quake.destination().equals(queue)) {
          found.merge(quake.line(), 1, Integer::sum);
        } else {
          strangers++;
        }
      }
    }
    int expected = data.countFor(queue);
    return new Tally(expected, count, expected - found.size(), strangers + doubles(found));
  }

  private static int doubles(Map<Integer, Integer> found) {
    return found.values().stream().mapToInt(times -> times - 1).sum();
  }

  boolean isRight() {
    return tallies.values().stream().allMatch(Tally::isRight);
  }

  TextTable table() {
    TextTable table =
        new TextTable("<queue", ">expected", ">found", ">missing", ">double or wrong");
    tallies.forEach(
        (queue, tally) ->
            table.row(
                queue,
                figure(tally.expected()),
                figure(tally.found()),
                figure(tally.missing()),
                figure(tally.tooMany())));
    return table;
  }

  private static String figure(int count) {
    return String.format("%,d", count);
  }
}
