package dev.pinfold.benchmarks.workloads;

import dev.pinfold.benchmarks.engines.AsyncAdds;
import dev.pinfold.benchmarks.engines.EngineQueue;

/** Loops that add messages with consecutive indexes. */
final class Adds {
  private Adds() {}

  /** Adds one message at a time, or a whole batch, until the budget is used up. */
  static Rate run(EngineQueue queue, long first, int payloadBytes, int batch, Budget budget)
      throws Exception {
    return batch == 1
        ? single(queue, first, payloadBytes, budget)
        : batches(queue, first, payloadBytes, batch, budget);
  }

  private static Rate single(EngineQueue queue, long first, int payloadBytes, Budget budget)
      throws Exception {
    byte[] payload = new byte[payloadBytes];
    long done = 0;
    for (budget.start(); budget.goesOn(done); done++) {
      Payloads.fill(payload, first + done);
      queue.add(payload);
    }
    return budget.rate(done);
  }

  private static Rate batches(
      EngineQueue queue, long first, int payloadBytes, int batch, Budget budget) throws Exception {
    byte[][] payloads = new byte[batch][payloadBytes];
    long done = 0;
    for (budget.start(); budget.goesOn(done); done += batch) {
      for (int i = 0; i < batch; i++) {
        Payloads.fill(payloads[i], first + done + i);
      }
      queue.addAll(payloads);
    }
    return budget.rate(done);
  }

  /** Adds asynchronously; the rate counts until the last is acknowledged. */
  static Rate async(EngineQueue queue, long first, int payloadBytes, int onTheWay, Budget budget)
      throws Exception {
    byte[] payload = new byte[payloadBytes];
    AsyncAdds adds = queue.async(onTheWay);
    long done = 0;
    for (budget.start(); budget.goesOn(done); done++) {
      Payloads.fill(payload, first + done);
      adds.add(payload);
    }
    adds.await();
    return budget.rate(done);
  }

  /** Adds exactly so many messages, in batches, as a preparation. */
  static void fill(EngineQueue queue, long first, int payloadBytes, long count) throws Exception {
    int batch = Drain.batch(payloadBytes);
    for (long done = 0; done < count; ) {
      byte[][] payloads = new byte[(int) Math.min(batch, count - done)][payloadBytes];
      for (byte[] payload : payloads) {
        Payloads.fill(payload, first + done++);
      }
      queue.addAll(payloads);
    }
  }
}
