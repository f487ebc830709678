package dev.pinfold.benchmarks.workloads;

import dev.pinfold.Durability;
import dev.pinfold.benchmarks.engines.Engine;
import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.engines.EngineQueue;

/**
 * Adds of one thread without a force. The first pass is not counted: it adds as much, everything is
 * taken and verified, and space is given back. With {@code warm} the pages that the second pass
 * writes to are then in the page cache: an engine that uses its files again does so by itself, for
 * one that does not they are filled with zeros.
 *
 * @param batch how many messages make a transaction
 * @param messages how many to add at most in a pass
 * @param seconds how long a pass takes at most
 * @param warm whether pages are made warm before the pass that counts, and that pass comes second;
 *     else there is one pass, on whatever files the engine makes as it goes
 */
record AddWorkload(
    String name, int payloadBytes, int batch, long messages, double seconds, boolean warm)
    implements Workload {
  private static final long WARM_UP_MESSAGES = 500_000;

  @Override
  public Durability durability() {
    return Durability.PROCESS_CRASH;
  }

  @Override
  public boolean fits(EngineKind kind) {
    return Workload.super.fits(kind) && (warm || kind != EngineKind.BARE);
  }

  @Override
  public Measures run(String phase, WorkloadRun run) throws Exception {
    long most = run.scale().messages(messages);
    long nanos = run.scale().nanos(seconds);
    var setup = run.setup(durability(), payloadBytes, most + batch).withBatch(batch);
    try (Engine engine = run.open(setup)) {
      EngineQueue queue = engine.queue("q");
      long before = pass(queue, 0, Budget.ofCheapSteps(first(most), nanos)).messages();
      Drain.all(queue, 0, before, payloadBytes);
      engine.settle();
      if (warm) {
        engine.warm(most * payloadBytes);
      }
      Rate rate = pass(queue, before, Budget.ofCheapSteps(most, nanos));
      Rate drained = Drain.all(queue, before, rate.messages(), payloadBytes);
      return new Measures()
          .put("addsPerSecond", rate.perSecond())
          .put("megabytesPerSecond", rate.perSecond() * payloadBytes / 1e6)
          .put("drainedPerSecond", drained.perSecond())
          .put("messages", rate.messages())
          .put("measuredSeconds", rate.seconds());
    }
  }

  /** Without warm pages the first pass is there for the compiler alone. */
  private long first(long most) {
    return warm ? most : Math.min(most, WARM_UP_MESSAGES);
  }

  private Rate pass(EngineQueue queue, long first, Budget budget) throws Exception {
    return Adds.run(queue, first, payloadBytes, batch, budget);
  }
}
