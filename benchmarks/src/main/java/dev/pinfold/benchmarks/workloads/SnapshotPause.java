package dev.pinfold.benchmarks.workloads;

import dev.pinfold.benchmarks.engines.EngineQueue;
import dev.pinfold.durable.PinfoldStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a snapshot does to a thread that adds meanwhile.
 *
 * @param written how many messages that thread added
 * @param writerMaxNanos the longest that one of its adds took
 * @param snapshotNanos how long the snapshot took
 */
record SnapshotPause(long written, long writerMaxNanos, long snapshotNanos) {
  private static final long MOST = 5_000_000;

  /** Takes a snapshot while messages are added with indexes from {@code first} on. */
  static SnapshotPause measure(PinfoldStore store, EngineQueue queue, long first, int payloadBytes)
      throws Exception {
    AtomicBoolean taken = new AtomicBoolean();
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      Future<long[]> writer = executor.submit(() -> write(queue, first, payloadBytes, taken));
      long start = System.nanoTime();
      store.snapshot();
      long nanos = System.nanoTime() - start;
      taken.set(true);
      long[] writtenAndMax = writer.get();
      return new SnapshotPause(writtenAndMax[0], writtenAndMax[1], nanos);
    } finally {
      executor.shutdownNow();
    }
  }

  private static long[] write(EngineQueue queue, long first, int payloadBytes, AtomicBoolean taken)
      throws Exception {
    byte[] payload = new byte[payloadBytes];
    long written = 0;
    long longest = 0;
    while (!taken.get() && written < MOST) {
      Payloads.fill(payload, first + written++);
      long start = System.nanoTime();
      queue.add(payload);
      longest = Math.max(longest, System.nanoTime() - start);
    }
    return new long[] {written, longest};
  }
}
