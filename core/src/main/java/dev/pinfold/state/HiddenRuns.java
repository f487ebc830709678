package dev.pinfold.state;

import java.util.Map;
import java.util.TreeMap;

/**
 * The hidden numbers of a queue as runs, so that one step passes over all that are next to each
 * other. A run may have dead numbers in it, but no live one that is not hidden; between two runs
 * there is one that is live and not hidden. Guarded by the engine's lock.
 */
final class HiddenRuns {
  private final LiveSet live;
  private final TreeMap<Long, Long> lastByFirst = new TreeMap<>();

  HiddenRuns(LiveSet live) {
    this.live = live;
  }

  boolean contains(long number) {
    return runOf(number) != null;
  }

  /** The first number of the run that a hidden number is in. */
  long firstOf(long number) {
    return runOf(number).getKey();
  }

  /** The last number of the run that a hidden number is in. */
  long lastOf(long number) {
    return runOf(number).getValue();
  }

  /** How many runs there are. */
  int size() {
    return lastByFirst.size();
  }

  private Map.Entry<Long, Long> runOf(long number) {
    Map.Entry<Long, Long> run = lastByFirst.floorEntry(number);
    return run != null && number <= run.getValue() ? run : null;
  }

  /** Hides a live number, joining it to the runs of its neighbours. */
  void hide(long number) {
    long below = live.previous(number - 1);
    long above = live.next(number + 1);
    Map.Entry<Long, Long> lower = runOf(below);
    Map.Entry<Long, Long> upper = runOf(above);
    clearBetween(below, above);
    if (upper != null) {
      lastByFirst.remove(upper.getKey());
    }
    lastByFirst.put(
        lower == null ? number : lower.getKey(), upper == null ? number : upper.getValue());
  }

  /** Shows a live number that was hidden, parting its run. */
  void reveal(long number) {
    Map.Entry<Long, Long> run = runOf(number);
    lastByFirst.remove(run.getKey());
    long below = live.previous(number - 1);
    if (below >= run.getKey()) {
      lastByFirst.put(run.getKey(), below);
    }
    long above = live.next(number + 1);
    if (above != LiveSet.NONE && above <= run.getValue()) {
      lastByFirst.put(above, run.getValue());
    }
  }

  /** Takes note that nothing from first to last is live any more: runs may meet over it. */
  void removed(long first, long last) {
    if (lastByFirst.isEmpty()) {
      return;
    }
    long below = live.previous(first - 1);
    long above = last == Long.MAX_VALUE ? LiveSet.NONE : live.next(last + 1);
    Map.Entry<Long, Long> lower = runOf(below);
    Map.Entry<Long, Long> upper = runOf(above);
    clearBetween(below, above);
    if (upper != null) {
      lastByFirst.remove(upper.getKey());
      lastByFirst.put(lower == null ? upper.getKey() : lower.getKey(), upper.getValue());
    }
  }

  void clear() {
    lastByFirst.clear();
  }

  private void clearBetween(long below, long above) {
    long end = above == LiveSet.NONE ? Long.MAX_VALUE : above;
    lastByFirst.subMap(below, false, end, false).clear();
  }
}
