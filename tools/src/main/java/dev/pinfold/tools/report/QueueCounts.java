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
  private final ReportWindow window;
  private long behind; // that came, less those that went, behind the window

  QueueCounts(String name, TimeGrid grid, ReportWindow window) {
    this.name = name;
    this.window = window;
    this.added = grid.counts();
    this.taken = grid.counts();
    this.gone = grid.counts();
  }

  /** Whether messages that end so were handed to somebody. */
  static boolean isTaken(EntryKind kind) {
    return kind == EntryKind.TAKEN || kind == EntryKind.ACKNOWLEDGED;
  }

  void added(long number) {
    if (window.isBehind()) {
      behind += number;
    } else if (window.isWithin()) {
      added.add(number);
    }
  }

  void ended(EntryKind kind, long number) {
    if (window.isBehind()) {
      behind -= number;
    }
    if (!window.isWithin()) {
      return;
    }
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
   * @param now how many there are at the journal's end
   */
  long[] depths(long now) {
    long[] in = added.steps();
    long[] out = taken.steps();
    long[] lost = gone.steps();
    long[] depths = new long[in.length];
    long depth = now - behind;
    for (int i = depths.length - 1; i >= 0; i--) {
      depths[i] = Math.max(0, depth);
      depth += out[i] + lost[i] - in[i];
    }
    return depths;
  }
}
