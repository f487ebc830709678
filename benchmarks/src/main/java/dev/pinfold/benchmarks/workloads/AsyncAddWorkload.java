package dev.pinfold.benchmarks.workloads;

import dev.pinfold.Durability;
import dev.pinfold.benchmarks.engines.Engine;
import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.engines.EngineQueue;

/** One thread that adds without waiting for each force, with so many unacknowledged at most. */
record AsyncAddWorkload(String name, int onTheWay, long messages, double seconds)
    implements Workload {
  private static final int PAYLOAD_BYTES = 100;

  @Override
  public Durability durability() {
    return Durability.POWER_LOSS;
  }

  @Override
  public boolean fits(EngineKind kind) {
    return Workload.super.fits(kind) && kind.isAsynchronous();
  }

  @Override
  public Measures run(String phase, WorkloadRun run) throws Exception {
    long most = run.scale().messages(messages);
    long nanos = run.scale().nanos(seconds);
    // Several messages wait for one force, hence the threads, for engines that are set up for it.
    var setup = run.setup(durability(), PAYLOAD_BYTES, most).withThreads(2);
    try (Engine engine = run.open(setup)) {
      EngineQueue queue = engine.queue("q");
      Rate warmUp = pass(queue, 0, Budget.ofCheapSteps(most / 4, nanos / 4));
      Drain.all(queue, 0, warmUp.messages(), PAYLOAD_BYTES);
      engine.settle();
      Budget budget = Budget.ofCheapSteps(most, nanos);
      Rate rate = Measured.during("adds", () -> pass(queue, warmUp.messages(), budget));
      Drain.all(queue, warmUp.messages(), rate.messages(), PAYLOAD_BYTES);
      return new Measures()
          .put("addsPerSecond", rate.perSecond())
          .put("messages", rate.messages())
          .put("measuredSeconds", rate.seconds());
    }
  }

  private Rate pass(EngineQueue queue, long first, Budget budget) throws Exception {
    return Adds.async(queue, first, PAYLOAD_BYTES, onTheWay, budget);
  }
}
