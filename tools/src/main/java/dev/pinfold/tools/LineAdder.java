package dev.pinfold.tools;

import dev.pinfold.MessageQueue;
import dev.pinfold.durable.StoreOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads lines and adds them in their order. Single messages are added without waiting for each, so
 * that many of them share one force; the {@link Acknowledger} keeps how many are on their way
 * within bounds. A batch is added as one transaction. Behind a line that was refused nothing is
 * added.
 */
final class LineAdder {
  private final Supplier<MessageQueue<byte[]>> queue;
  private final int batchLines;
  private final StoreOptions limits;
  private final Acknowledger acknowledger;
  private final List<byte[]> batch = new ArrayList<>();
  private long batchBytes;

  /** The first line of the batch. */
  private Lines.Place batchStart;

  /** The line that was read last. */
  private Lines.Place place;

  /**
   * @param queue asked for when there is something to add
   * @param batchLines how many lines are one transaction, 1 or more
   * @param limits those of the queue's store
   */
  LineAdder(
      Supplier<MessageQueue<byte[]>> queue,
      int batchLines,
      StoreOptions limits,
      Acknowledger acknowledger) {
    this.queue = queue;
    this.batchLines = batchLines;
    this.limits = limits;
    this.acknowledger = acknowledger;
  }

  /** Where lines come from. */
  interface Source {
    InputStream open() throws IOException;
  }

  /** Adds all lines of a source; the last ones may still be in a batch that is not full. */
  void add(String name, Source source) throws InterruptedException {
    place = new Lines.Place(name, 0);
    try (InputStream input = source.open()) {
      LineReader reader = new LineReader(input, limits.maxMessageBytes());
      byte[] line = reader.next();
      while (line != null && !acknowledger.hasFailed()) {
        nextPlace();
        add(line);
        line = reader.next();
      }
    } catch (LineReader.LineTooLongException e) {
      nextPlace();
      throw tooLong(e);
    } catch (FileSystemException e) {
      throw acknowledger.fail(ErrorLine.of(e), e);
    } catch (IOException e) {
      throw acknowledger.fail(name + ": " + ErrorLine.of(e), e);
    }
  }

  private void nextPlace() {
    place = new Lines.Place(place.source(), place.line() + 1);
    if (batch.isEmpty()) {
      batchStart = place;
    }
  }

  /** Adds what is left; on return every line is acknowledged. */
  void finish() throws InterruptedException {
    if (!batch.isEmpty() && !acknowledger.hasFailed()) {
      addBatch();
    }
    acknowledger.finish();
  }

  private void add(byte[] line) throws InterruptedException {
    if (batchLines == 1) {
      expect(new Lines(place, place, 1), line.length, messages -> messages.addAsync(line));
      return;
    }
    batch.add(line);
    batchBytes += line.length;
    requireTransaction();
    if (batch.size() == batchLines) {
      addBatch();
    }
  }

  private void addBatch() throws InterruptedException {
    expect(
        batchLines(),
        batchBytes,
        messages -> CompletableFuture.completedFuture(messages.addAll(batch)));
    batch.clear();
    batchBytes = 0;
  }

  private Lines batchLines() {
    return new Lines(batchStart, place, batch.size());
  }

  private void expect(
      Lines lines, long bytes, Function<MessageQueue<byte[]>, CompletableFuture<Long>> addition)
      throws InterruptedException {
    MessageQueue<byte[]> messages = queue.get();
    acknowledger.admit(bytes);
    try {
      acknowledger.expect(new Acknowledger.Addition(lines, bytes, addition.apply(messages)));
    } catch (RuntimeException | Error e) {
      acknowledger.expect(
          new Acknowledger.Addition(lines, bytes, CompletableFuture.failedFuture(e)));
      acknowledger.finish(); // throws: nothing goes in behind what was refused
    }
  }

  private ToolException tooLong(LineReader.LineTooLongException e) throws InterruptedException {
    String subject =
        batch.isEmpty()
            ? place + " has"
            : new Lines(batchStart, place, batch.size() + 1).subject() + " ends with a line of";
    return acknowledger.refuse(
        String.format(
            "%s %s%,d bytes; the store takes at most %,d",
            subject, e.more() ? "more than " : "", e.bytes(), limits.maxMessageBytes()),
        e);
  }

  private void requireTransaction() throws InterruptedException {
    int lines = batch.size();
    long most = limits.maxTransactionBytes(lines);
    if (batchBytes > most) {
      String problem =
          most < 0
              ? String.format("%,d messages are too many for one transaction", lines)
              : String.format(
                  "%,d bytes; %,d messages in one transaction take at most %,d",
                  batchBytes, lines, most);
      throw acknowledger.refuse(batchLines().subject() + ": " + problem, null);
    }
  }
}
