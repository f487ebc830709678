package dev.pinfold.offline;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits a little for another process; at once when the thread is interrupted, which it stays. */
final class Pause {
  private static final long BRIEFLY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private Pause() {}

  static void briefly() {
    LockSupport.parkNanos(BRIEFLY_NANOS);
  }
}
