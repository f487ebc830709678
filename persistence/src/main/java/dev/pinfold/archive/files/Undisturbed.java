package dev.pinfold.archive.files;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs work with files on a thread of its own. A file channel closes itself when its thread is
 * interrupted, so the work of a caller that is interrupted would fail in its middle, and look like
 * damage. The caller waits to the end, and keeps its interrupt.
 */
public final class Undisturbed {
  private Undisturbed() {}

  /** Work with files. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T run() throws IOException;
  }

  /** Runs the work and answers, or throws, what it does. Costs the start of a thread. */
  public static <T> T call(String thread, Work<T> work) throws IOException {
    FutureTask<T> task = new FutureTask<>(work::run);
    Thread worker = new Thread(task, thread);
    worker.setDaemon(true);
    worker.start();
    join(worker); // takes no memory: whatever happens, nobody leaves before the work is done
    boolean interrupted = Thread.interrupted(); // or the next would not answer
    try {
      return task.get();
    } catch (InterruptedException e) {
      throw new AssertionError("it is done", e);
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Waits until a thread has ended; an interrupt does not end the wait, and is kept. */
  public static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static IOException rethrown(Throwable failure) {
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof IOException io ? io : new IOException(failure);
  }
}
