package dev.pinfold.tools.report;

import dev.pinfold.offline.Damage;
import dev.pinfold.offline.EntryKind;
import dev.pinfold.offline.SeenQueue;
import dev.pinfold.offline.SeenSegment;
import dev.pinfold.offline.SeenSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What somebody should look at, in words. */
final class Anomalies {
  private static final int MANY = 1_000; // messages of a queue that nobody takes from

  private static final int MOST_LINES = 20; // of queues that nobody takes from
  private static final int LARGE_BYTES = 1 << 20; // a smaller segment takes nobody's room

  private final StoreHistory history;
  private final List<String> found = new ArrayList<>();

  private Anomalies(StoreHistory history) {
    this.history = history;
  }

  static List<String> of(StoreHistory history) {
    Anomalies anomalies = new Anomalies(history);
    anomalies.ofStore();
    anomalies.ofQueues();
    anomalies.ofMessages();
    anomalies.ofSegments();
    return anomalies.found;
  }

  private void note(String format, Object... arguments) {
    found.add(String.format(Locale.ROOT, format, arguments));
  }

  private void ofStore() {
    for (Damage damage : history.store().journal().damages()) {
      note(
          "the journal is damaged: %s at byte %,d: expected %s, found %s",
          damage.file(), damage.offset(), damage.expected(), damage.found());
    }
    history
        .store()
        .journal()
        .cut()
        .ifPresent(
            cut -> note("a crash left a torn tail: %s at byte %,d", cut.file(), cut.offset()));
    for (SeenSnapshot snapshot : history.store().snapshots()) {
      if (!snapshot.isGood()) {
        note("a snapshot cannot be used: %s", snapshot.file());
      }
    }
  }

  private void ofQueues() {
    for (QueueCounts counts : history.counts()) {
      lost(counts, EntryKind.OVERFLOWED, "made room under the limits of");
      lost(counts, EntryKind.EXPIRED, "reached the age limit of");
    }
    List<SeenQueue> left =
        history.store().queues().stream()
            .filter(queue -> queue.messages() >= MANY && history.taken(queue) == 0)
            .sorted(Comparator.comparingLong(SeenQueue::messages).reversed())
            .toList();
    for (SeenQueue queue : left.subList(0, Math.min(left.size(), MOST_LINES))) {
      note(
          "the journal tells of nobody who took from %s, which holds %,d messages",
          queue.name(), queue.messages());
    }
    if (left.size() > MOST_LINES) {
      note("nor from %,d more queues with many messages", left.size() - MOST_LINES);
    }
  }

  private void lost(QueueCounts counts, EntryKind kind, String why) {
    if (counts.ends(kind) > 0) {
      note("%,d messages %s %s before anybody took them", counts.ends(kind), why, counts.name);
    }
  }

  private void ofMessages() {
    for (StoreHistory.Message message : history.retriedMost()) {
      note(
          "message %d of %s was handed out %,d times%s",
          message.number(),
          message.queue().name,
          message.deliveries(),
          history.lives(message).orElse(false) ? ", and is still there" : "");
    }
  }

  private void ofSegments() {
    List<SeenSegment> nearlyDead =
        history.store().segments().stream().filter(Anomalies::isNearlyDead).toList();
    if (!nearlyDead.isEmpty()) {
      note(
          "%,d segments from %d to %d are kept for %,d messages with %,d of their %,d bytes",
          nearlyDead.size(),
          nearlyDead.get(0).segment(),
          nearlyDead.get(nearlyDead.size() - 1).segment(),
          nearlyDead.stream().mapToLong(SeenSegment::liveMessages).sum(),
          nearlyDead.stream().mapToLong(SeenSegment::liveBytes).sum(),
          nearlyDead.stream().mapToLong(SeenSegment::documentBytes).sum());
    }
  }

  /** Whether a twentieth of what was written to it lives, or less, and keeps it. */
  private static boolean isNearlyDead(SeenSegment segment) {
    return segment.liveMessages() > 0
        && segment.liveBytes() * 20 < segment.documentBytes()
        && segment.documentBytes() > LARGE_BYTES
        && !segment.pinnedBy().isEmpty();
  }
}
