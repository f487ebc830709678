package dev.pinfold.tools;

import dev.pinfold.Outcome;
import dev.pinfold.PinfoldException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

/**
 * Waits, in a thread of its own, for the additions in their order, and prints the numbers of those
 * that are acknowledged: at once, also when the next line is long in coming. At the first addition
 * that failed nothing more is printed; what was handed over is waited for all the same, so that the
 * error can say exactly what is there.
 */
final class Acknowledger implements AutoCloseable {
  private static final int MOST_ON_THEIR_WAY = 4096;
  private static final int MOST_BYTES_ON_THEIR_WAY = 1 << 24;
  private static final int MOST_UNFLUSHED = 1024;
  private static final Addition END = new Addition(null, 0, new CompletableFuture<>());

  private final Console console;
  private final boolean printsNumbers;
  private final ProgressBar progress;
  private final BlockingQueue<Addition> expected = new ArrayBlockingQueue<>(MOST_ON_THEIR_WAY);
  private final Semaphore bytesOnTheirWay = new Semaphore(MOST_BYTES_ON_THEIR_WAY);
  private final Thread thread = new Thread(this::run, "pinfold-acknowledger");

  /** Whether an addition or the output failed. */
  private volatile boolean failed;

  // What came of it: written by this object's thread, read when that has ended.
  private long added; // before the first addition that failed
  private Lines lastAdded;
  private long addedAfter;
  private Lines unknown; // whose additions failed so that nobody knows whether they are there
  private ToolException additionFailure;
  private ToolException outputFailure;
  private long printed;

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
   * @param lines what they are made of, a message each
   * @param bytes their size
   * @param first completes with the number of the first of them
   */
  record Addition(Lines lines, long bytes, CompletableFuture<Long> first) {}

  /** Waits until there is room for so many bytes on their way. */
  void admit(long bytes) throws InterruptedException {
    bytesOnTheirWay.acquire(permits(bytes));
  }

  /** Hands over an addition that was admitted. */
  void expect(Addition addition) throws InterruptedException {
    expected.put(addition);
  }

  /** Whether nothing more should be added, for something failed. */
  boolean hasFailed() {
    return failed;
  }

  /**
   * Waits until everything is acknowledged.
   *
   * @throws ToolException when something failed; it says what is there
   */
  void finish() throws InterruptedException {
    awaitAll();
    throwFailure();
  }

  /**
   * Waits likewise, and fails because lines cannot be added that were not handed over.
   *
   * @param why says which lines
   */
  ToolException refuse(String why, Throwable cause) throws InterruptedException {
    awaitAll();
    throwFailure();
    return told(new ToolException(why, cause), addedBeforeIt());
  }

  /** Waits likewise, and fails because of something that is no line's. */
  ToolException fail(String why, Throwable cause) throws InterruptedException {
    awaitAll();
    throwFailure();
    return told(new ToolException(why, cause), addedInAll());
  }

  private void awaitAll() throws InterruptedException {
    expected.put(END);
    thread.join();
    progress.close();
  }

  private void throwFailure() {
    if (additionFailure != null) {
      throw told(additionFailure, addedBeforeIt());
    }
    if (outputFailure != null) {
      throw told(outputFailure, addedInAll());
    }
  }

  private String addedBeforeIt() {
    String text = String.format("Added before it, and there to stay: %,d", added);
    if (addedAfter > 0) {
      text += String.format("; after it: %,d", addedAfter);
    }
    if (unknown != null) {
      text +=
          "; whether " + unknown + (unknown.count() == 1 ? " is" : " are") + " there is unknown";
    }
    return text;
  }

  private String addedInAll() {
    String text = String.format("Added, and there to stay: %,d", added);
    return lastAdded == null ? text : text + ", up to " + lastAdded.last();
  }

  private static ToolException told(ToolException failure, String added) {
    String why = failure.getMessage().replaceAll("\\.+$", "");
    return new ToolException(why + ". " + added, failure);
  }

  private void run() {
    try {
      Addition addition = expected.take();
      while (!addition.equals(END)) {
        Addition next = addition;
        keepFailure(() -> await(next));
        bytesOnTheirWay.release(permits(addition.bytes()));
        addition = expected.take();
      }
      keepFailure(this::flush); // also after a failed addition: the numbers before it are results
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void await(Addition addition) {
    long first;
    try {
      first = addition.first().join();
    } catch (RuntimeException | Error e) {
      failed(addition, e instanceof CompletionException ? e.getCause() : e);
      return;
    }
    acknowledged(addition, first);
  }

  private void acknowledged(Addition addition, long first) {
    int messages = addition.lines().count();
    if (additionFailure != null) {
      addedAfter += messages;
      return;
    }
    added += messages;
    lastAdded = addition.lines();
    print(first, messages);
    progress.advance(messages, addition.bytes() + messages);
  }

  private void failed(Addition addition, Throwable cause) {
    failed = true;
    if (additionFailure == null) {
      String why = addition.lines().subject() + ": " + ErrorLine.of(cause);
      additionFailure = new ToolException(why, cause);
    }
    if (!(cause instanceof PinfoldException engine) || engine.outcome() != Outcome.NOT_DONE) {
      unknown = unknown == null ? addition.lines() : unknown.to(addition.lines());
    }
  }

  /** Flushes after 1, 2, 4 and so on, so that an output that fails is noticed soon. */
  private void print(long first, int messages) {
    if (!printsNumbers || outputFailure != null) {
      return;
    }
    for (int i = 0; i < messages; i++) {
      console.print(Long.toString(first + i));
      printed++;
      if (printed % MOST_UNFLUSHED == 0 || Long.bitCount(printed) == 1) {
        console.flush();
      }
    }
    if (expected.isEmpty()) {
      console.flush();
    }
  }

  private void flush() {
    if (printsNumbers && outputFailure == null) {
      console.flush();
    }
  }

  /** Whatever is thrown fails the command; this thread must go on, for others wait for it. */
  private void keepFailure(Runnable work) {
    try {
      work.run();
    } catch (Throwable e) {
      failed = true;
      if (outputFailure == null) {
        outputFailure = e instanceof ToolException t ? t : new ToolException(ErrorLine.of(e), e);
      }
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
