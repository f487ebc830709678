package dev.pinfold.engine;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The system's time as of the last millisecond's tick: what is asked for with every message costs a
 * read of memory rather than a call of the system. A daemon thread ticks while somebody asks, and
 * rests when nobody did for a while; the first to ask after that reads the system's clock and wakes
 * it. On a machine that is too busy to let it run the time may be some milliseconds late. Safe for
 * use by many threads.
 */
public final class TickingClock implements InstantSource {
  /** The one that all stores share. */
  public static final InstantSource SHARED = new TickingClock(InstantSource.system());

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int IDLE_TICKS = 100;
  private static final long RESTING = Long.MIN_VALUE;

  private final InstantSource source;
  private final Thread thread = new Thread(this::tick, "pinfold-clock");
  private volatile long now = RESTING;
  private boolean asked; // a race costs a rest that is too early or too late, and nothing else

  TickingClock(InstantSource source) {
    this.source = source;
    thread.setDaemon(true);
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

  private long wake() {
    long time = source.millis();
    synchronized (thread) {
      asked = true;
      now = time;
      if (thread.getState() == Thread.State.NEW) {
        thread.start();
      }
    }
    LockSupport.unpark(thread);
    return time;
  }

  private void tick() {
    int idle = 0;
    while (true) {
      if (now == RESTING) {
        LockSupport.park(this);
        idle = 0;
        continue;
      }
      LockSupport.parkNanos(this, TICK_NANOS);
      idle = asked ? 0 : idle + 1;
      asked = false;
      now = idle < IDLE_TICKS ? source.millis() : RESTING;
    }
  }
}
