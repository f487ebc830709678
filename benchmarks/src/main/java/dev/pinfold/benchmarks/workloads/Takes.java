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

  /**
   * Adds and takes, both ways, so that the compiler has met all of it before what is counted: what
   * it makes of adds alone it throws away at the takes.
   *
   * @param nanos the most that each way of taking gets; the rest is taken in large batches
   */
  static void warmUp(EngineQueue queue, long messages, int payloadBytes, int batch, long nanos)
      throws Exception {
    Adds.fill(queue, 0, payloadBytes, messages);
    long done =
        singles(queue, 0, payloadBytes, Budget.ofCheapSteps(messages / 2, nanos)).messages();
    Budget rest = Budget.ofCheapSteps(messages - done, nanos);
    done += batches(queue, done, payloadBytes, batch, rest).messages();
    Drain.all(queue, done, messages - done, payloadBytes);
  }
}
