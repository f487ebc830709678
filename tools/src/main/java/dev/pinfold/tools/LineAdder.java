package dev.pinfold.tools;

import dev.pinfold.MessageQueue;
import dev.pinfold.PinfoldException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Reads lines and adds them in their order. Single messages are added without waiting for each, so
 * that many of them share one force; the {@link Acknowledger} keeps how many are on their way
 * within bounds. A batch is added as one transaction.
 */
final class LineAdder {
  private final MessageQueue<byte[]> queue;
  private final int batchLines;
  private final int maxBytes;
  private final Acknowledger acknowledger;
  private final List<byte[]> batch = new ArrayList<>();
  private long batchBytes;

  /** Where the line comes from that was read last. */
  private String source = "";

  private long line;

  /**
   * @param batchLines how many lines are one transaction, 1 or more
   * @param maxBytes no store takes a transaction of more
   */
  LineAdder(MessageQueue<byte[]> queue, int batchLines, int maxBytes, Acknowledger acknowledger) {
    this.queue = queue;
    this.batchLines = batchLines;
    this.maxBytes = maxBytes;
    this.acknowledger = acknowledger;
  }

  /** Adds all lines of a source; the last ones may still be in a batch that is not full. */
  void add(String name, InputStream input) throws InterruptedException {
    source = name;
    line = 0;
    LineReader reader = new LineReader(input, maxBytes);
    try {
      byte[] bytes = reader.next();
      while (bytes != null && !acknowledger.hasFailed()) {
        line++;
        add(bytes);
        bytes = reader.next();
      }
    } catch (LineReader.LineTooLongException e) {
      line++;
      acknowledger.fail(
          String.format(
              "%s has %,d bytes; the store takes at most %,d", place(), e.bytes(), maxBytes),
          e);
    } catch (IOException e) {
      acknowledger.fail(source + ": " + ErrorLine.of(e), e);
    }
  }

  /** Adds what is left; on return every line is acknowledged. */
  void finish() throws InterruptedException {
    if (!batch.isEmpty() && !acknowledger.hasFailed()) {
      addBatch();
    }
    acknowledger.finish();
  }

  private void add(byte[] bytes) throws InterruptedException {
    if (batchLines == 1) {
      acknowledger.admit(bytes.length);
      expect(1, bytes.length, () -> queue.addAsync(bytes));
      return;
    }
    batch.add(bytes);
    batchBytes += bytes.length;
    if (batchBytes > maxBytes) {
      acknowledger.fail(
          String.format(
              "the batch of %,d lines to %s has %,d bytes; a transaction takes at most %,d",
              batch.size(), place(), batchBytes, maxBytes),
          null);
    }
    if (batch.size() == batchLines) {
      addBatch();
    }
  }

  private void addBatch() throws InterruptedException {
    acknowledger.admit(batchBytes);
    expect(batch.size(), batchBytes, () -> CompletableFuture.completedFuture(queue.addAll(batch)));
    batch.clear();
    batchBytes = 0;
  }

  private void expect(int messages, long bytes, Supplier<CompletableFuture<Long>> addition)
      throws InterruptedException {
    CompletableFuture<Long> added;
    try {
      added = addition.get();
    } catch (PinfoldException e) {
      added = CompletableFuture.failedFuture(e);
    }
    String lines = messages == 1 ? "" : "the batch of " + messages + " lines to ";
    acknowledger.expect(new Acknowledger.Addition(lines + place(), messages, bytes, added));
  }

  private String place() {
    return source + " line " + line;
  }
}
