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

  private static final class Watched {
    private Future<?> ring; // null until there is one
    private long untilMillis = Long.MAX_VALUE;
    private boolean rang = true; // so that another one is wanted
  }

  LeaseWatch(Alarm alarm) {
    this.alarm = alarm;
  }

  /**
   * Watches for a queue's next end of a lease, instead of the one watched for before. That one, if
   * any, rings on when memory is too short for another.
   */
  void watch(String queue, long nowMillis, long untilMillis) {
    Watched next = watched.computeIfAbsent(queue, name -> new Watched());
    if (next.rang || next.untilMillis != untilMillis) {
      long millis = Math.min(untilMillis - nowMillis, LOOK_EVERY_MILLIS);
      Future<?> ring = alarm.leaseEnds(queue, millis, LOOK_EVERY_MILLIS);
      silence(next);
      next.ring = ring;
      next.untilMillis = untilMillis;
      next.rang = false;
      findEarliest();
    }
  }

  /** The alarm for a queue rang; it does so again, if late, until another is set. */
  void rang(String queue) {
    Watched rung = watched.get(queue);
    if (rung != null) {
      rung.rang = true;
    }
  }

  /** Watches a queue no more. */
  void forget(String queue) {
    Watched before = watched.remove(queue);
    if (before != null) {
      silence(before);
      findEarliest();
    }
  }

  private static void silence(Watched before) {
    if (before.ring != null) {
      before.ring.cancel(false);
    }
  }

  private void findEarliest() {
    earliest = Long.MAX_VALUE;
    for (Watched each : watched.values()) {
      earliest = Math.min(earliest, each.untilMillis);
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
          if (next.untilMillis <= nowMillis) {
            due.add(queue);
          }
        });
    return due;
  }
}
