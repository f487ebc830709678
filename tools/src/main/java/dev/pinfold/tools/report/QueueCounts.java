package dev.pinfold.tools.report;

import dev.pinfold.offline.EntryKind;
import java.util.EnumMap;
import java.util.Map;

/** What happened over time in a queue, or in several. */
final class QueueCounts {
  final String name;
  final TimeGrid.Counts added;
  final TimeGrid.Counts taken;
  final TimeGrid.Counts gone; // by limits, by removal, with their queue
  final long[] waits = new long[WaitingTimes.BOUNDS.length + 1];

  private final Map<EntryKind, Long> ends = new EnumMap<>(EntryKind.class);

  QueueCounts(String name, TimeGrid grid) {
    this.name = name;
    this.added = grid.counts();
    this.taken = grid.counts();
    this.gone = grid.counts();
  }

  /** Whether messages that end so were handed to somebody. */
  static boolean isTaken(EntryKind kind) {
    return kind == EntryKind.TAKEN || kind == EntryKind.ACKNOWLEDGED;
  }

  void ended(EntryKind kind, long number) {
    (isTaken(kind) ? taken : gone).add(number);
    ends.merge(kind, number, Long::sum);
  }

  /** How many messages ended so. */
  long ends(EntryKind kind) {
    return ends.getOrDefault(kind, 0L);
  }

  /**
   * How many messages there were at the end of each step.
   *
   * @param now how many there are behind the last
   */
  long[] depths(long now) {
    long[] in = added.steps();
    long[] out = taken.steps();
    long[] lost = gone.steps();
    long[] depths = new long[in.length];
    long depth = now;
    for (int i = depths.length - 1; i >= 0; i--) {
      depths[i] = Math.max(0, depth);
      depth += out[i] + lost[i] - in[i];
    }
    return depths;
  }
}
