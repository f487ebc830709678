package dev.pinfold.tools;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

/**
 * Waits, in a thread of its own, for the additions in their order, and prints the numbers of those
 * that are acknowledged: at once, also when the next line is long in coming. At the first addition
 * that failed nothing more is printed.
 */
final class Acknowledger implements AutoCloseable {
  private static final int MOST_ON_THEIR_WAY = 4096;
  private static final int MOST_BYTES_ON_THEIR_WAY = 1 << 24;
  private static final Addition END = new Addition("", 0, 0, new CompletableFuture<>());

  private final Console console;
  private final boolean printsNumbers;
  private final ProgressBar progress;
  private final BlockingQueue<Addition> expected = new ArrayBlockingQueue<>(MOST_ON_THEIR_WAY);
  private final Semaphore bytesOnTheirWay = new Semaphore(MOST_BYTES_ON_THEIR_WAY);
  private final Thread thread = new Thread(this::run, "pinfold-acknowledger");

  /** Written by this object's thread; read when that has ended. */
  private long acknowledged;

  /** Whether standard output failed; used by this object's thread. */
  private boolean outputFailed;

  /** The first failure; set by either thread. */
  private volatile ToolException failure;

  Acknowledger(Console console, boolean printsNumbers, long totalBytes) {
    this.console = console;
    this.printsNumbers = printsNumbers;
    this.progress = new ProgressBar(console.terminal().error(), console.errorWriter(), totalBytes);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Messages on their way to be acknowledged.
   *
   * @param place what the user calls them
   * @param messages how many
   * @param bytes their size
   * @param first completes with the number of the first of them
   */
  record Addition(String place, int messages, long bytes, CompletableFuture<Long> first) {}

  /** Waits until there is room for so many bytes on their way. */
  void admit(long bytes) throws InterruptedException {
    bytesOnTheirWay.acquire(permits(bytes));
  }

  /** Hands over an addition that was admitted. */
  void expect(Addition addition) throws InterruptedException {
    expected.put(addition);
  }

  boolean hasFailed() {
    return failure != null;
  }

  /** Notes a failure that is no addition's; what was expected before is still waited for. */
  void fail(String why, Throwable cause) throws InterruptedException {
    CompletableFuture<Long> failed = CompletableFuture.failedFuture(new ToolException(why, cause));
    expected.put(new Addition("", 1, 0, failed));
    finish();
  }

  /**
   * Waits until everything is acknowledged.
   *
   * @throws ToolException when something failed; it says how many were acknowledged before
   */
  void finish() throws InterruptedException {
    expected.put(END);
    thread.join();
    progress.close();
    if (failure != null) {
      throw new ToolException(
          failure.getMessage() + ". Added before it, and there to stay: " + acknowledged, failure);
    }
  }

  private void run() {
    try {
      Addition addition = expected.take();
      while (!addition.equals(END)) {
        if (failure == null) {
          await(addition);
        }
        bytesOnTheirWay.release(permits(addition.bytes()));
        addition = expected.take();
      }
      if (printsNumbers) {
        flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Also after a failed addition: the numbers before it are results. */
  private void flush() {
    if (!outputFailed) {
      try {
        console.flush();
      } catch (ToolException e) {
        failure = failure == null ? e : failure;
      }
    }
  }

  private void await(Addition addition) {
    try {
      long first = addition.first().join();
      acknowledged += addition.messages();
      progress.advance(addition.messages(), addition.bytes() + addition.messages());
      if (printsNumbers) {
        for (int i = 0; i < addition.messages(); i++) {
          console.print(Long.toString(first + i));
        }
        if (expected.isEmpty()) {
          console.flush();
        }
      }
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      failure =
          cause instanceof ToolException own
              ? own
              : new ToolException(addition.place() + ": " + ErrorLine.of(cause), cause);
    } catch (ToolException e) {
      outputFailed = true;
      failure = e;
    }
  }

  private static int permits(long bytes) {
    return (int) Math.min(Math.max(1, bytes), MOST_BYTES_ON_THEIR_WAY);
  }

  @Override
  public void close() {
    thread.interrupt();
    progress.close();
  }
}
