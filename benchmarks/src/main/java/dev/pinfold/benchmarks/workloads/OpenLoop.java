package dev.pinfold.benchmarks.workloads;

import dev.pinfold.benchmarks.engines.EngineQueue;
import org.HdrHistogram.Histogram;

/** Adds messages at a fixed rate and records how late after its due time each add was done. */
final class OpenLoop {
  private static final long HIGHEST_NANOS = 60_000_000_000L;
  private static final int DIGITS = 3;

  private final EngineQueue queue;
  private final byte[] payload;
  private final double nanosBetween;

  OpenLoop(EngineQueue queue, int payloadBytes, double perSecond) {
    this.queue = queue;
    this.payload = new byte[payloadBytes];
    this.nanosBetween = 1e9 / perSecond;
  }

  /** Adds the messages with these indexes. Spins until each is due: a sleep would be too coarse. */
  Histogram run(long first, long count) throws Exception {
    Histogram histogram = new Histogram(HIGHEST_NANOS, DIGITS);
    long start = System.nanoTime();
    for (long i = 0; i < count; i++) {
      Payloads.fill(payload, first + i);
      long due = start + (long) (i * nanosBetween);
      while (System.nanoTime() < due) {
        Thread.onSpinWait();
      }
      queue.add(payload);
      histogram.recordValue(Math.min(HIGHEST_NANOS, System.nanoTime() - due));
    }
    return histogram;
  }
}
