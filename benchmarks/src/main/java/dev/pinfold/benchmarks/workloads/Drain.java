package dev.pinfold.benchmarks.workloads;

import dev.pinfold.benchmarks.engines.EngineQueue;

/** Takes everything out of a queue and compares every byte with what was put in. */
final class Drain {
  private static final int MOST = 1_000;
  private static final int MOST_BYTES = 8 << 20;

  private Drain() {}

  /** How many messages of a size to handle as one transaction. */
  static int batch(int payloadBytes) {
    return Math.max(1, Math.min(MOST, MOST_BYTES / payloadBytes));
  }

  /** Expects exactly these messages, in their order, and nothing behind them. */
  static Rate all(EngineQueue queue, long first, long count, int payloadBytes) throws Exception {
    long start = System.nanoTime();
    long seen = ofThreads(queue, new long[] {first}, payloadBytes)[0];
    Rate rate = new Rate(seen, System.nanoTime() - start);
    if (seen != count) {
      throw new IllegalStateException(count + " messages were added, " + seen + " came back");
    }
    return rate;
  }

  /**
   * Expects the messages of several threads, those of each in their order.
   *
   * @param first each thread's first index; that of thread n begins with n in bits 40 and up, if
   *     there are several
   * @return how many messages of each thread came back
   */
  static long[] ofThreads(EngineQueue queue, long[] first, int payloadBytes) throws Exception {
    byte[][] taken = new byte[batch(payloadBytes)][];
    long[] seen = new long[first.length];
    for (int got; (got = queue.takeAll(taken)) > 0; ) {
      for (int i = 0; i < got; i++) {
        int thread = first.length == 1 ? 0 : (int) (Payloads.index(taken[i]) >>> 40);
        Payloads.verify(taken[i], payloadBytes, first[thread] + seen[thread]++);
      }
    }
    if (queue.take() != null) {
      throw new IllegalStateException("the queue should be empty");
    }
    return seen;
  }
}
