package dev.pinfold.benchmarks.workloads;

import dev.pinfold.Durability;
import dev.pinfold.benchmarks.engines.Engine;
import dev.pinfold.benchmarks.engines.EngineQueue;

/** Takes from a backlog, one half one by one and the other in batches; each payload is verified. */
record TakeWorkload(String name, int batch, long messages, double seconds) implements Workload {
  private static final int PAYLOAD_BYTES = 100;

  @Override
  public Durability durability() {
    return Durability.PROCESS_CRASH;
  }

  @Override
  public Measures run(String phase, WorkloadRun run) throws Exception {
    long most = run.scale().messages(messages);
    long nanos = run.scale().nanos(seconds);
    var setup = run.setup(durability(), PAYLOAD_BYTES, most).withBatch(Drain.batch(PAYLOAD_BYTES));
    try (Engine engine = run.open(setup)) {
      EngineQueue queue = engine.queue("q");
      long part = Math.max(2L * batch, most / 4);
      Takes.warmUp(queue, part, PAYLOAD_BYTES, batch, nanos / 4);
      Adds.fill(queue, part, PAYLOAD_BYTES, most);
      Budget half = Budget.ofCheapSteps(most / 2, nanos);
      Rate single = Measured.during("singles", () -> singles(queue, part, half));
      long left = part + single.messages();
      Budget rest = Budget.ofCheapSteps(most - single.messages(), nanos);
      Rate batched = Measured.during("batches", () -> batches(queue, left, rest));
      long taken = left + batched.messages();
      Drain.all(queue, taken, part + most - taken, PAYLOAD_BYTES);
      return new Measures()
          .put("takesPerSecond", single.perSecond())
          .put("batchTakesPerSecond", batched.perSecond())
          .put("messages", single.messages() + batched.messages())
          .put("measuredSeconds", single.seconds() + batched.seconds());
    }
  }

  private static Rate singles(EngineQueue queue, long first, Budget budget) throws Exception {
    return Takes.singles(queue, first, PAYLOAD_BYTES, budget);
  }

  private Rate batches(EngineQueue queue, long first, Budget budget) throws Exception {
    return Takes.batches(queue, first, PAYLOAD_BYTES, batch, budget);
  }
}
