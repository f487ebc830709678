package dev.pinfold.archive;

import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one of those who want room make it, while the others wait for what comes of it. After a
 * failure nobody tries again for a second: who fails for want of space fails quickly then.
 */
final class RoomMaker {
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Runnable work;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicLong rounds = new AtomicLong(); // finished
  private long retryNanos = System.nanoTime(); // guarded by lock

  RoomMaker(Runnable work) {
    this.work = work;
  }

  /** Returns when the work was done, by this thread or by another that was at it. */
  void make() {
    long before = rounds.get();
    lock.lock();
    try {
      if (rounds.get() != before || System.nanoTime() - retryNanos < 0) {
        return;
      }
      try {
        work.run();
      } catch (UncheckedIOException e) {
        retryNanos = System.nanoTime() + PAUSE_NANOS;
        throw e;
      } finally {
        rounds.incrementAndGet();
      }
    } finally {
      lock.unlock();
    }
  }
}
