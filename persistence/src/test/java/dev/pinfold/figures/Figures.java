package dev.pinfold.figures;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.durable.PinfoldStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;

/**
 * The first figures: adds, takes and forces beside raw Chronicle and a bare fdatasync loop, in turn
 * within one run. Not a test. Run it with {@code mvn -q -Pfigures -pl core,persistence test-compile
 * exec:exec}; docs and notes quote the medians it prints.
 */
public final class Figures {
  private static final int PAYLOAD = 100;
  private static final int ROUNDS = Integer.getInteger("figures.rounds", 3);
  private static final int MESSAGES = Integer.getInteger("figures.messages", 5_000_000);
  private static final long FORCED_NANOS = 3_000_000_000L;

  private final Map<String, List<Double>> results = new LinkedHashMap<>();
  private final byte[] payload = new byte[PAYLOAD];

  private Figures() {}

  public static void main(String[] args) throws Exception {
    new Figures().run();
  }

  private void run() throws Exception {
    for (int round = 1; round <= ROUNDS; round++) {
      System.err.println("round " + round + " of " + ROUNDS);
      inDirectory(this::pinfoldProcessCrash);
      inDirectory(this::rawChronicle);
      inDirectory(dir -> forced(dir, "POWER_LOSS add, 1 thread", 1));
      inDirectory(dir -> bareForce(dir));
      inDirectory(dir -> forced(dir, "POWER_LOSS add, 16 threads", 16));
      inDirectory(this::asynchronous);
    }
    System.out.printf("%-46s %12s %12s %12s%n", "", "median", "min", "max");
    results.forEach(
        (what, values) -> {
          values.sort(Comparator.naturalOrder());
          System.out.printf(
              "%-46s %,12.0f %,12.0f %,12.0f%n",
              what, values.get(values.size() / 2), values.get(0), values.get(values.size() - 1));
        });
  }

  private void record(String what, double value) {
    results.computeIfAbsent(what, w -> new ArrayList<>()).add(value);
  }

  private static double perSecond(long count, long startNanos) {
    return count * 1e9 / (System.nanoTime() - startNanos);
  }

  private void pinfoldProcessCrash(Path directory) {
    try (PinfoldStore store = PinfoldStore.open(directory)) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      long start = System.nanoTime();
      for (int i = 0; i < MESSAGES; i++) {
        queue.add(payload);
      }
      record("Pinfold PROCESS_CRASH add/s", perSecond(MESSAGES, start));
    }
    long start = System.nanoTime();
    try (PinfoldStore store = PinfoldStore.open(directory)) {
      require(store.queue("q").peekOldest().isPresent());
      record("Pinfold reopen to first peek, ms", (System.nanoTime() - start) / 1e6);
      MessageQueue<byte[]> queue = store.queue("q");
      start = System.nanoTime();
      for (int i = 0; i < MESSAGES; i++) {
        require(queue.takeOldest().isPresent());
      }
      record("Pinfold PROCESS_CRASH take/s", perSecond(MESSAGES, start));
      for (int i = 0; i < MESSAGES / 10; i++) {
        queue.add(payload);
        require(queue.takeOldest().isPresent());
      }
      start = System.nanoTime();
      for (int i = 0; i < MESSAGES / 10; i++) {
        queue.add(payload);
        require(queue.takeOldest().isPresent());
      }
      record("Pinfold PROCESS_CRASH add + take pairs/s", perSecond(MESSAGES / 10, start));
    }
  }

  private void rawChronicle(Path directory) {
    Bytes<ByteBuffer> bytes = Bytes.elasticByteBuffer(PAYLOAD);
    try (ChronicleQueue queue = ChronicleQueue.singleBuilder(directory).build();
        ExcerptAppender appender = queue.createAppender()) {
      long start = System.nanoTime();
      for (int i = 0; i < MESSAGES; i++) {
        bytes.clear();
        bytes.write(payload);
        appender.writeBytes(bytes);
      }
      record("raw Chronicle add/s", perSecond(MESSAGES, start));
    }
    long start = System.nanoTime();
    try (ChronicleQueue queue = ChronicleQueue.singleBuilder(directory).build();
        ExcerptTailer tailer = queue.createTailer()) {
      bytes.clear();
      require(tailer.readBytes(bytes));
      record("raw Chronicle reopen to first read, ms", (System.nanoTime() - start) / 1e6);
      start = System.nanoTime();
      for (int i = 1; i < MESSAGES; i++) {
        bytes.clear();
        require(tailer.readBytes(bytes));
      }
      record("raw Chronicle read/s (not a take)", perSecond(MESSAGES, start));
    } finally {
      bytes.releaseLast();
    }
  }

  private void forced(Path directory, String what, int threads) throws InterruptedException {
    AtomicLong added = new AtomicLong();
    try (PinfoldStore store = PinfoldStore.open(directory)) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.POWER_LOSS);
      for (int i = 0; i < 2_000; i++) {
        queue.add(payload);
      }
      long start = System.nanoTime();
      List<Thread> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Thread worker =
            new Thread(
                () -> {
                  while (System.nanoTime() - start < FORCED_NANOS) {
                    queue.add(payload);
                    added.incrementAndGet();
                  }
                });
        worker.start();
        workers.add(worker);
      }
      for (Thread worker : workers) {
        worker.join();
      }
      record("Pinfold " + what + "/s", perSecond(added.get(), start));
    }
  }

  private void asynchronous(Path directory) throws InterruptedException {
    Semaphore outstanding = new Semaphore(10_000);
    try (PinfoldStore store = PinfoldStore.open(directory)) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.POWER_LOSS);
      long start = System.nanoTime();
      long added = 0;
      while (System.nanoTime() - start < FORCED_NANOS) {
        outstanding.acquire();
        var unused = queue.addAsync(payload).whenComplete((number, e) -> outstanding.release());
        added++;
      }
      outstanding.acquire(10_000);
      record("Pinfold POWER_LOSS addAsync/s, 10,000 on the way", perSecond(added, start));
    }
  }

  /** A write and an fdatasync in turn, on a file that is zeroed before. */
  private void bareForce(Path directory) {
    try (FileChannel file =
        FileChannel.open(
            directory.resolve("bare"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(16 * 1024);
      for (int i = 0; i < 1024; i++) {
        file.write(zeros.rewind());
      }
      file.force(true);
      file.position(0);
      ByteBuffer message = ByteBuffer.allocateDirect(PAYLOAD + 40);
      long start = System.nanoTime();
      long written = 0;
      while (System.nanoTime() - start < FORCED_NANOS) {
        if (file.position() > 16_000_000) {
          file.position(0);
        }
        file.write(message.rewind());
        file.force(false);
        written++;
      }
      record("bare write + fdatasync/s, 1 thread", perSecond(written, start));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("a message is missing");
    }
  }

  private interface Part {
    void run(Path directory) throws Exception;
  }

  private static void inDirectory(Part part) throws Exception {
    Path directory = Files.createTempDirectory(Path.of("target"), "figures");
    try {
      part.run(directory);
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
