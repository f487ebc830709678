package dev.pinfold.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

/**
 * When the next lease ends at each queue where somebody waits: one alarm for each such queue, and
 * the time by which the waiters come before those who do not wait. A lease ends by the wall clock,
 * which may be set, while the alarm counts elapsed time: so it looks again every now and then.
 * Guarded by the engine's lock.
 */
final class LeaseWatch {
  private static final long LOOK_EVERY_MILLIS = 1000;

  private final Alarm alarm;
  private final Map<String, Watched> watched = new HashMap<>();
  private long earliest = Long.MAX_VALUE;

  private record Watched(long untilMillis, Future<?> ring) {}

  LeaseWatch(Alarm alarm) {
    this.alarm = alarm;
  }

  /** Watches for a queue's next end of a lease, instead of the one watched for before. */
  void watch(String queue, long nowMillis, long untilMillis) {
    Watched before = watched.get(queue);
    if (before == null || before.untilMillis() != untilMillis) {
      long millis = Math.min(untilMillis - nowMillis, LOOK_EVERY_MILLIS);
      Future<?> ring = alarm.leaseEnds(queue, millis); // first: there may be no thread for it
      forget(queue);
      watched.put(queue, new Watched(untilMillis, ring));
      earliest = Math.min(earliest, untilMillis);
    }
  }

  /** Watches a queue no more. */
  void forget(String queue) {
    Watched before = watched.remove(queue);
    if (before != null) {
      before.ring().cancel(false);
      earliest = Long.MAX_VALUE;
      for (Watched other : watched.values()) {
        earliest = Math.min(earliest, other.untilMillis());
      }
    }
  }

  /** Whether a lease that is watched has ended. */
  boolean isDue(long nowMillis) {
    return earliest <= nowMillis;
  }

  /** The queues where one has. */
  List<String> due(long nowMillis) {
    List<String> due = new ArrayList<>();
    watched.forEach(
        (queue, next) -> {
          if (next.untilMillis() <= nowMillis) {
            due.add(queue);
          }
        });
    return due;
  }
}
