package dev.pinfold.benchmarks.workloads;

import dev.pinfold.benchmarks.engines.EngineQueue;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Adds messages at a fixed rate and records how late after its due time each add was done. */
final class OpenLoop {
  private static final long HIGHEST_NANOS = 60_000_000_000L;
  private static final int DIGITS = 3;
  private static final long SLOW_NANOS = 50_000; // less than any collection takes

  private final EngineQueue queue;
  private final byte[] payload;
  private final double nanosBetween;
  private final List<GarbageCollectorMXBean> collectors =
      ManagementFactory.getGarbageCollectorMXBeans();

  /**
   * @param all how late each add was
   * @param outside the same without those that were due before a collection of garbage ended; stops
   *     that the JVM counts as no collection are not left out
   */
  record Latency(Histogram all, Histogram outside) {}

  OpenLoop(EngineQueue queue, int payloadBytes, double perSecond) {
    this.queue = queue;
    this.payload = new byte[payloadBytes];
    this.nanosBetween = 1e9 / perSecond;
  }

  /** Adds the messages with these indexes. Spins until each is due: a sleep would be too coarse. */
  Latency run(long first, long count) throws Exception {
    Histogram all = new Histogram(HIGHEST_NANOS, DIGITS);
    Histogram outside = new Histogram(HIGHEST_NANOS, DIGITS);
    long collections = collections();
    long start = System.nanoTime();
    long collected = start - 1; // when the last one was noticed: the add that it delays is slow
    for (long i = 0; i < count; i++) {
      Payloads.fill(payload, first + i);
      long due = start + (long) (i * nanosBetween);
      while (System.nanoTime() < due) {
        Thread.onSpinWait();
      }
      queue.add(payload);
      long done = System.nanoTime();
      long late = Math.min(HIGHEST_NANOS, done - due);
      all.recordValue(late);
      if (late >= SLOW_NANOS) {
        long now = collections();
        collected = now == collections ? collected : done;
        collections = now;
      }
      if (due - collected > 0) {
        outside.recordValue(late);
      }
    }
    return new Latency(all, outside);
  }

  private long collections() {
    long sum = 0;
    for (GarbageCollectorMXBean collector : collectors) {
      sum += collector.getCollectionCount();
    }
    return sum;
  }
}
