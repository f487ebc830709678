package dev.pinfold.offline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the lives of the messages of one number, of all queues that it is shown. */
final class LifeCollector implements EntryVisitor {
  private final long number;
  private final Map<Integer, List<JournalEntry>> byQueue = new LinkedHashMap<>();

  LifeCollector(long number) {
    this.number = number;
  }

  @Override
  public boolean entry(JournalEntry entry) {
    boolean isAbout = entry.firstNumber() <= number && number <= entry.lastNumber();
    if (isAbout) {
      add(byQueue.computeIfAbsent(entry.operation().queueId(), id -> new ArrayList<>()), entry);
    } else if (entry.kind() == EntryKind.DROPPED) {
      add(byQueue.getOrDefault(entry.operation().queueId(), new ArrayList<>()), entry);
    }
    return true;
  }

  /** What comes after its end is about others of its range. */
  private static void add(List<JournalEntry> events, JournalEntry entry) {
    boolean hasEnded = !events.isEmpty() && events.get(events.size() - 1).kind().isEnd();
    if (!hasEnded) {
      events.add(entry);
    }
  }

  List<MessageLife> lives() {
    List<MessageLife> lives = new ArrayList<>();
    byQueue.forEach((queueId, events) -> lives.add(new MessageLife(queueId, events)));
    return lives;
  }
}
