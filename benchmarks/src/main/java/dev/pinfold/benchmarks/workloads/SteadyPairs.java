package dev.pinfold.benchmarks.workloads;

import dev.pinfold.benchmarks.engines.EngineQueue;
import org.HdrHistogram.Histogram;

/** Adds and takes in turn, flat out or paced, with indexes that go on from call to call. */
final class SteadyPairs {
  private static final long HIGHEST_NANOS = 60_000_000_000L;
  private static final int DIGITS = 3;

  private final EngineQueue queue;
  private final byte[] payload;
  private final int payloadBytes;
  private final long backlog;
  private long done;

  SteadyPairs(EngineQueue queue, int payloadBytes, long backlog) {
    this.queue = queue;
    this.payload = new byte[payloadBytes];
    this.payloadBytes = payloadBytes;
    this.backlog = backlog;
  }

  /** How many pairs there were so far. */
  long done() {
    return done;
  }

  Histogram histogram() {
    return new Histogram(HIGHEST_NANOS, DIGITS);
  }

  Rate flatOut(long nanos) throws Exception {
    Budget budget = Budget.ofCheapSteps(Long.MAX_VALUE, nanos);
    long before = done;
    for (budget.start(); budget.goesOn(done - before); ) {
      pair();
    }
    return budget.rate(done - before);
  }

  /** Pairs that are due at a rate, until a moment of {@link System#nanoTime}; latency of pairs. */
  Rate paced(double perSecond, long end, Histogram histogram) throws Exception {
    long start = System.nanoTime();
    long before = done;
    for (long due = start;
        due - end < 0;
        due = start + (long) ((done - before) * 1e9 / perSecond)) {
      while (System.nanoTime() - due < 0) {
        Thread.onSpinWait();
      }
      pair();
      histogram.recordValue(Math.min(HIGHEST_NANOS, System.nanoTime() - due));
    }
    return new Rate(done - before, System.nanoTime() - start);
  }

  private void pair() throws Exception {
    Payloads.fill(payload, done + backlog);
    queue.add(payload);
    Payloads.verify(queue.take(), payloadBytes, done);
    done++;
  }
}
