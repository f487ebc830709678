package dev.pinfold.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes the engine when time alone changes something: a wait times out, a lease ends, messages
 * reach their age. Its one daemon thread starts with the first need of it.
 */
final class Alarm implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Alarm.class);
  private static final long AGES_EVERY_MILLIS = 1000;

  private final Consumer<String> wakeUp;
  private ScheduledThreadPoolExecutor executor; // guarded by this
  private boolean watchesAges; // guarded by this
  private boolean closed; // guarded by this

  /**
   * @param wakeUp called with the queue at which a lease ended, or with null when it is time to
   *     look at ages
   */
  Alarm(Consumer<String> wakeUp) {
    this.wakeUp = wakeUp;
  }

  /** Times a waiter out, unless it ends before. */
  void timeOut(Waiter<?> waiter, long nanos) {
    Future<?> task = schedule(waiter::timeOut, nanos);
    if (task != null) {
      var unused = waiter.whenComplete((outcome, failure) -> task.cancel(false));
    }
  }

  /** Looks at a queue again when a lease ends there, and from then on until it is cancelled. */
  synchronized Future<?> leaseEnds(String queue, long millis, long againMillis) {
    return closed
        ? CompletableFuture.completedFuture(null)
        : repeat(() -> ring(queue), millis, againMillis);
  }

  /** Looks at the ages again and again from now on. */
  synchronized void watchAges() {
    if (!watchesAges && !closed) {
      var unused = repeat(() -> ring(null), AGES_EVERY_MILLIS, AGES_EVERY_MILLIS);
      watchesAges = true;
    }
  }

  /** A failure is told to the log, and does not end the ringing. */
  private void ring(String queue) {
    try {
      wakeUp.accept(queue);
    } catch (Throwable e) {
      Telling.warn(LOG, "Expiring or serving waiters failed; it will be tried again", e);
    }
  }

  private synchronized Future<?> schedule(Runnable task, long nanos) {
    return closed ? null : executor().schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  private Future<?> repeat(Runnable task, long firstMillis, long thenMillis) {
    return executor().scheduleWithFixedDelay(task, firstMillis, thenMillis, TimeUnit.MILLISECONDS);
  }

  private ScheduledThreadPoolExecutor executor() {
    if (executor == null) {
      executor =
          new ScheduledThreadPoolExecutor(
              1,
              task -> {
                Thread thread = new Thread(task, "pinfold-alarm");
                thread.setDaemon(true);
                return thread;
              });
      executor.setRemoveOnCancelPolicy(true);
      executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }
    boolean unused = executor.prestartCoreThread(); // or a task would wait that nobody knows of
    return executor;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (executor != null) {
      executor.shutdown(); // interrupts nobody: an interrupt would close the file being written
    }
  }
}
