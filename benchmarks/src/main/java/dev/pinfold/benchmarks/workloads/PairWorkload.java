package dev.pinfold.benchmarks.workloads;

import dev.pinfold.Durability;
import dev.pinfold.benchmarks.engines.Engine;
import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.engines.EngineQueue;

/**
 * An add and a take in turn, by one thread or several, with a backlog in the queue. What is taken
 * is verified at once; a single thread also verifies the order.
 */
record PairWorkload(
    String name, Durability durability, int threads, int backlog, long messages, double seconds)
    implements Workload {
  private static final int PAYLOAD_BYTES = 100;

  @Override
  public boolean fits(EngineKind kind) {
    return Workload.super.fits(kind) && !(kind == EngineKind.BARE && threads > 1);
  }

  @Override
  public Measures run(String phase, WorkloadRun run) throws Exception {
    long most = run.scale().messages(messages) / threads;
    long nanos = run.scale().nanos(seconds);
    var setup =
        run.setup(durability, PAYLOAD_BYTES, backlog + 1_000L)
            .withThreads(threads)
            .withBatch(Drain.batch(PAYLOAD_BYTES));
    try (Engine engine = run.open(setup)) {
      EngineQueue queue = engine.queue("q");
      Adds.fill(queue, 0, PAYLOAD_BYTES, backlog);
      long before = pass(queue, 0, most, nanos / 2).messages();
      Rate rate = Measured.during("pairs", () -> pass(queue, before, most, nanos));
      if (threads == 1) {
        Drain.all(queue, before + rate.messages(), backlog, PAYLOAD_BYTES);
      }
      return new Measures()
          .put("pairsPerSecond", rate.perSecond())
          .put("messages", rate.messages())
          .put("measuredSeconds", rate.seconds());
    }
  }

  private Rate pass(EngineQueue queue, long done, long most, long nanos) throws Exception {
    if (threads == 1) {
      return alone(queue, done, Budget.ofCheapSteps(most, nanos));
    }
    Checksum checksum = new Checksum();
    Rate rate =
        Crew.run(
                threads,
                thread ->
                    inCompany(
                        queue,
                        ((long) thread << 40) + done,
                        Budget.ofCheapSteps(most, nanos),
                        checksum))
            .rate();
    checksum.requireZero();
    return rate;
  }

  private Rate alone(EngineQueue queue, long done, Budget budget) throws Exception {
    byte[] payload = new byte[PAYLOAD_BYTES];
    long pairs = 0;
    for (budget.start(); budget.goesOn(pairs); pairs++) {
      Payloads.fill(payload, done + backlog + pairs);
      queue.add(payload);
      Payloads.verify(queue.take(), PAYLOAD_BYTES, done + pairs);
    }
    return budget.rate(pairs);
  }

  /** Takes what any thread added; all that was added must be taken once, which sums show. */
  private static long inCompany(EngineQueue queue, long first, Budget budget, Checksum checksum)
      throws Exception {
    byte[] payload = new byte[PAYLOAD_BYTES];
    long pairs = 0;
    long sum = 0;
    for (budget.start(); budget.goesOn(pairs); pairs++) {
      Payloads.fill(payload, first + pairs);
      queue.add(payload);
      byte[] taken = queue.take();
      if (taken == null) {
        throw new IllegalStateException("an add was followed by an empty queue");
      }
      long index = Payloads.index(taken);
      Payloads.verify(taken, PAYLOAD_BYTES, index);
      sum += Checksum.of(first + pairs) - Checksum.of(index);
    }
    checksum.add(sum);
    return pairs;
  }
}
