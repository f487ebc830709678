package dev.pinfold.tools.report;

import dev.pinfold.durable.NumberSet;
import dev.pinfold.offline.EntryKind;

/** What the journal tells of a queue. */
final class WatchedQueue {
  final int id;
  final String name;
  final QueueCounts counts;

  private final NumberSet live = new NumberSet();
  private long firstTold = Long.MAX_VALUE; // the journal does not tell how those before it came
  private long taken;

  /**
   * @param counts its own, or those that it shares with others
   */
  WatchedQueue(int id, String name, QueueCounts counts) {
    this.id = id;
    this.name = name;
    this.counts = counts;
  }

  /** From this number on all are told of. */
  void begin(long nextNumber) {
    firstTold = Math.min(firstTold, nextNumber);
  }

  /** What happened meanwhile is not told: what is known to live need not any more. */
  void missed() {
    live.removeAll(1, Long.MAX_VALUE - 1);
    firstTold = Long.MAX_VALUE;
  }

  void added(long number) {
    begin(number);
    live.addAll(number, number);
    counts.added(1);
  }

  /** It lived when it was moved. */
  void moved(long number) {
    live.addAll(number, number);
  }

  /**
   * Ends messages: of those whose coming was not told, all that are named.
   *
   * @param kind why
   */
  void ended(long first, long last, EntryKind kind) {
    long before = Math.min(last, firstTold - 1);
    long untold = before < first ? 0 : before - first + 1 - count(first, before);
    long all = count(first, last) + untold;
    live.removeAll(first, last);
    counts.ended(kind, all);
    taken += QueueCounts.isTaken(kind) ? all : 0;
  }

  /** Ends all that are known to live. */
  void dropped() {
    counts.ended(EntryKind.DROPPED, count(1, Long.MAX_VALUE - 1));
    live.removeAll(1, Long.MAX_VALUE - 1);
  }

  private long count(long first, long last) {
    long[] count = {0};
    live.present(first, last, (from, to) -> count[0] += to - from + 1);
    return count[0];
  }

  /** Whether the journal tells that it lives, and nothing that followed is missing. */
  boolean lives(long number) {
    return live.contains(number);
  }

  /** How many were handed to somebody, as far as is told. */
  long taken() {
    return taken;
  }
}
