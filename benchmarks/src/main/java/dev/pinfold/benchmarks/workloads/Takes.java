package dev.pinfold.benchmarks.workloads;

import dev.pinfold.benchmarks.engines.EngineQueue;

/** Loops that take messages with consecutive indexes and verify each. */
final class Takes {
  private Takes() {}

  static Rate singles(EngineQueue queue, long first, int payloadBytes, Budget budget)
      throws Exception {
    long done = 0;
    for (budget.start(); budget.goesOn(done); done++) {
      Payloads.verify(queue.take(), payloadBytes, first + done);
    }
    return budget.rate(done);
  }

  /** Never more messages than the budget allows: the last batch may be smaller. */
  static Rate batches(EngineQueue queue, long first, int payloadBytes, int batch, Budget budget)
      throws Exception {
    byte[][] taken = new byte[batch][];
    byte[][] rest = taken;
    long done = 0;
    for (budget.start(); budget.goesOn(done); ) {
      if (budget.left(done) < rest.length) {
        rest = new byte[(int) budget.left(done)][];
      }
      int got = queue.takeAll(rest);
      if (got == 0) {
        throw new IllegalStateException("message " + (first + done) + " is missing");
      }
      for (int i = 0; i < got; i++) {
        Payloads.verify(rest[i], payloadBytes, first + done++);
      }
    }
    return budget.rate(done);
  }
}
