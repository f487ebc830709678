package dev.pinfold.archive;

import dev.pinfold.archive.files.Undisturbed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that looks after an archive: when it is woken, and once a second. While its chores
 * fail it does them less and less often, up to every eight seconds; it tells the log of the first
 * failure and of the end of them.
 */
final class Keeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long AT_LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int MOST_DOUBLINGS = 3;

  private final Runnable chores;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private boolean woken; // guarded by lock
  private boolean closed; // guarded by lock
  private int failures; // in a row; touched by the thread alone

  /**
   * @param chores what the keeper does at each look
   */
  Keeper(Runnable chores) {
    this.chores = chores;
    this.thread = new Thread(this::keep, "pinfold-keeper");
    thread.setDaemon(true);
    thread.start();
  }

  /** Has the keeper look soon; cheap when it is to look already. */
  void wake() {
    if (Thread.currentThread() == thread) {
      return; // what it does itself is no reason to do it again at once
    }
    if (lock.tryLock()) { // who holds it is about to look, or to be woken by another
      try {
        woken = true;
        changed.signal();
      } finally {
        lock.unlock();
      }
    }
  }

  private void keep() {
    boolean open = true;
    while (open) {
      try {
        open = awaitTurn();
        if (open) {
          look();
        }
      } catch (Throwable e) {
        // Memory is too short even to tell of it. Who else would keep the archive in order?
      }
    }
  }

  private void look() {
    try {
      chores.run();
      if (failures > 0) {
        LOG.info("The archive is kept in order again, after {} failures", failures);
      }
      failures = 0;
    } catch (RuntimeException | Error e) { // also when memory was short: who else would do it?
      if (failures++ == 0) {
        LOG.warn("Keeping the archive in order failed; it will be tried again", e);
      } else {
        LOG.debug("Keeping the archive in order failed {} times in a row", failures, e);
      }
    }
  }

  /**
   * Waits until it is woken, but for a least pause, or for a second; after failures longer. False
   * when it was closed. Interrupts mean nothing here.
   */
  private boolean awaitTurn() {
    long least =
        failures == 0 ? AT_LEAST_NANOS : EVERY_NANOS << Math.min(failures - 1, MOST_DOUBLINGS);
    long most = Math.max(least, EVERY_NANOS);
    long start = System.nanoTime();
    lock.lock();
    try {
      while (!closed) {
        long left = (woken ? least : most) - (System.nanoTime() - start);
        if (left <= 0) {
          break;
        }
        try {
          long unused = changed.awaitNanos(left);
        } catch (InterruptedException e) {
          LOG.debug("nobody should interrupt the keeper; it goes on", e);
        }
      }
      woken = false;
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread, after the chores that it is at. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    Undisturbed.join(thread);
  }
}
