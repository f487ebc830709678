package dev.pinfold.engine;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The system's time as of the last millisecond's tick: what is asked for with every message costs a
 * read of memory rather than a call of the system, which the workload {@code memory} earned: 1.5
 * times as many pairs, with an earlier engine on another machine (docs/design/0008). A daemon
 * thread ticks while somebody asks, rests when nobody did for a while, and ends when nobody wakes
 * it for a second; the first to ask after that reads the system's clock and wakes it, or starts
 * another. On a machine that is too busy to let it run the time may be some milliseconds late. Safe
 * for use by many threads.
 */
public final class TickingClock implements InstantSource {
  /** The one that all stores share. */
  public static final InstantSource SHARED = new TickingClock(InstantSource.system());

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int IDLE_TICKS = 100;
  private static final long RESTING = Long.MIN_VALUE;

  private final InstantSource source;
  private volatile long now = RESTING;
  private boolean asked; // a race costs a rest that is too early or too late, and nothing else

  /** Guarded by this; null when none runs. */
  private Thread thread;

  TickingClock(InstantSource source) {
    this.source = source;
  }

  @Override
  public long millis() {
    long time = now;
    if (time == RESTING) {
      return wake();
    }
    if (!asked) {
      asked = true;
    }
    return time;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  /** Whether nobody asked for a while. */
  boolean isResting() {
    return now == RESTING;
  }

  /** Whether nobody asked for so long that its thread has ended. */
  synchronized boolean isStopped() {
    return thread == null;
  }

  private synchronized long wake() {
    long time = source.millis();
    if (thread == null) {
      Thread next = new Thread(null, this::tick, "pinfold-clock", 0, false);
      next.setDaemon(true);
      try {
        next.start();
      } catch (OutOfMemoryError e) {
        return time; // no thread is to be had, and none is needed
      }
      thread = next;
    }
    asked = true;
    now = time;
    LockSupport.unpark(thread);
    return time;
  }

  private void tick() {
    int idle = 0;
    while (true) {
      if (now == RESTING) {
        LockSupport.parkNanos(this, REST_NANOS);
        if (ends()) {
          return;
        }
        idle = 0;
        continue;
      }
      LockSupport.parkNanos(this, TICK_NANOS);
      idle = asked ? 0 : idle + 1;
      asked = false;
      now = idle < IDLE_TICKS ? source.millis() : RESTING;
    }
  }

  /** Whether nobody woke it. */
  private synchronized boolean ends() {
    if (now != RESTING) {
      return false;
    }
    thread = null;
    return true;
  }
}
