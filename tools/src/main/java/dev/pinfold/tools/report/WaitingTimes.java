package dev.pinfold.tools.report;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long messages lay in their queues before somebody took them. Of many messages a part is
 * followed: those whose numbers are multiples of a power of two, which grows as more of them wait.
 * One thread at a time.
 */
final class WaitingTimes {
  /** The upper bounds of what is counted together, in milliseconds; behind the last is the rest. */
  static final long[] BOUNDS = {
    1,
    10,
    100,
    1_000,
    10_000,
    60_000,
    600_000,
    3_600_000,
    6 * 3_600_000L,
    24 * 3_600_000L,
    7 * 24 * 3_600_000L,
    30 * 24 * 3_600_000L
  };

  private final int most;
  private final Map<Integer, TreeMap<Long, Long>> arrivals = new HashMap<>(); // by queue
  private int followed;
  private long stride = 1;

  /**
   * @param most how many messages are followed at a time
   */
  WaitingTimes(int most) {
    this.most = most;
  }

  void added(int queue, long number, long arrivalMillis) {
    if (number % stride != 0) {
      return;
    }
    if (arrivals.computeIfAbsent(queue, none -> new TreeMap<>()).put(number, arrivalMillis)
        == null) {
      followed++;
    }
    while (followed > most) {
      followFewer();
    }
  }

  private void followFewer() {
    stride *= 2;
    followed = 0;
    for (TreeMap<Long, Long> each : arrivals.values()) {
      each.keySet().removeIf(number -> number % stride != 0);
      followed += each.size();
    }
  }

  /**
   * Ends the waiting of messages.
   *
   * @param counts what they waited is counted here, a place for each of {@link #BOUNDS} and one for
   *     the rest; null when it is not to be counted
   */
  void ended(int queue, long first, long last, long nowMillis, long[] counts) {
    TreeMap<Long, Long> waiting = arrivals.get(queue);
    if (waiting == null) {
      return;
    }
    Map<Long, Long> ended = waiting.subMap(first, true, last, true);
    followed -= ended.size();
    if (counts != null) {
      ended.values().forEach(arrival -> counts[place(nowMillis - arrival)] += stride);
    }
    ended.clear();
  }

  private static int place(long waitedMillis) {
    int place = 0;
    while (place < BOUNDS.length && waitedMillis > BOUNDS[place]) {
      place++;
    }
    return place;
  }

  /** One of so many messages is followed. */
  long stride() {
    return stride;
  }
}
