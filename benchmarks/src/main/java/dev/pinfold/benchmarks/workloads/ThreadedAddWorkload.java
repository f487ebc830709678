package dev.pinfold.benchmarks.workloads;

import dev.pinfold.Durability;
import dev.pinfold.benchmarks.engines.Engine;
import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.engines.EngineQueue;

/**
 * Adds of several threads to one queue, or forced adds of one, for a time. A tenth of the time goes
 * before it, uncounted. What is forced then goes to files that are filled already, as far as an
 * engine does not see to that by itself.
 */
record ThreadedAddWorkload(
    String name,
    Durability durability,
    int payloadBytes,
    int threads,
    int batch,
    long messages,
    double seconds)
    implements Workload {
  private static final long MOST_WARM_BYTES = 512 << 20;

  @Override
  public boolean fits(EngineKind kind) {
    boolean bareAlone = kind == EngineKind.BARE && durability == Durability.PROCESS_CRASH;
    return Workload.super.fits(kind) && !(bareAlone && threads > 1);
  }

  @Override
  public Measures run(String phase, WorkloadRun run) throws Exception {
    long each = run.scale().messages(messages) / threads;
    long nanos = run.scale().nanos(seconds);
    var setup =
        run.setup(durability, payloadBytes, 2 * (each + batch) * threads)
            .withThreads(threads)
            .withBatch(batch);
    try (Engine engine = run.open(setup)) {
      EngineQueue queue = engine.queue("q");
      long[] first = new long[threads];
      for (int thread = 0; thread < threads; thread++) {
        first[thread] = (long) thread << 40;
      }
      Crew.Outcome warmUp = pass(queue, first, each / 10 + batch, nanos / 10);
      long[] next = new long[threads];
      for (int thread = 0; thread < threads; thread++) {
        next[thread] = first[thread] + warmUp.count(thread);
      }
      if (durability == Durability.POWER_LOSS) {
        boolean unused = engine.warm(Math.min(MOST_WARM_BYTES, each * threads * payloadBytes));
      }
      Crew.Outcome counted = Measured.during("adds", () -> pass(queue, next, each, nanos));
      verify(warmUp, counted, Drain.ofThreads(queue, first, payloadBytes));
      Rate rate = counted.rate();
      return new Measures()
          .put("addsPerSecond", rate.perSecond())
          .put("megabytesPerSecond", rate.perSecond() * payloadBytes / 1e6)
          .put("messages", rate.messages())
          .put("measuredSeconds", rate.seconds());
    }
  }

  private Crew.Outcome pass(EngineQueue queue, long[] first, long most, long nanos)
      throws Exception {
    return Crew.run(
        threads,
        thread ->
            Adds.run(
                    queue,
                    first[thread],
                    payloadBytes,
                    batch,
                    durability == Durability.POWER_LOSS
                        ? Budget.ofSlowSteps(most, nanos)
                        : Budget.ofCheapSteps(most, nanos))
                .messages());
  }

  private void verify(Crew.Outcome warmUp, Crew.Outcome counted, long[] seen) {
    for (int thread = 0; thread < threads; thread++) {
      long added = warmUp.count(thread) + counted.count(thread);
      if (seen[thread] != added) {
        throw new IllegalStateException(
            "thread " + thread + " added " + added + " messages, " + seen[thread] + " came back");
      }
    }
  }
}
