package dev.pinfold.benchmarks.workloads;

import dev.pinfold.Durability;
import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.engines.EngineQueue;
import dev.pinfold.benchmarks.engines.EngineSetup;
import dev.pinfold.benchmarks.engines.PinfoldEngine;
import java.util.List;

/**
 * What a backlog costs Pinfold: adds and takes on top of it, a snapshot with the pause that it
 * makes for a writer, the heap, and the next opening. The backlog is verified as it is drained.
 */
record GrowBacklogWorkload(String name, long messages) implements Workload {
  private static final int PAYLOAD_BYTES = 100;
  private static final long PROBE_MESSAGES = 1_000_000;

  @Override
  public Durability durability() {
    return Durability.PROCESS_CRASH;
  }

  @Override
  public boolean fits(EngineKind kind) {
    return kind == EngineKind.PINFOLD;
  }

  @Override
  public List<String> phases() {
    return List.of("fill", "open");
  }

  @Override
  public Measures run(String phase, WorkloadRun run) throws Exception {
    long count = run.scale().messages(messages);
    long probe = run.scale().messages(PROBE_MESSAGES);
    EngineSetup setup =
        run.setup(durability(), PAYLOAD_BYTES, count).withBatch(Drain.batch(PAYLOAD_BYTES));
    return phase.equals("fill") ? fill(run, setup, count, probe) : open(run, setup, count);
  }

  private static Measures fill(WorkloadRun run, EngineSetup setup, long count, long probe)
      throws Exception {
    try (PinfoldEngine engine = new PinfoldEngine(setup)) {
      run.described().set(engine.describe());
      return fill(engine, run, count, probe);
    }
  }

  private static Measures fill(PinfoldEngine engine, WorkloadRun run, long count, long probe)
      throws Exception {
    EngineQueue queue = engine.queue("q");
    Adds.fill(queue, 0, PAYLOAD_BYTES, count);
    Budget budget = Budget.ofCheapSteps(probe, Long.MAX_VALUE);
    Rate adds = Measured.during("adds", () -> Adds.run(queue, count, PAYLOAD_BYTES, 1, budget));
    Rate takes = Measured.during("takes", () -> Takes.singles(queue, 0, PAYLOAD_BYTES, budget));
    long next = count + adds.messages();
    SnapshotPause pause =
        Measured.during(
            "snapshot", () -> SnapshotPause.measure(engine.store(), queue, next, PAYLOAD_BYTES));
    // Exactly so many stay: those of the probe and of the pause are taken from the oldest end.
    long taken = takes.messages();
    taken +=
        Takes.singles(
                queue, taken, PAYLOAD_BYTES, Budget.ofCheapSteps(pause.written(), Long.MAX_VALUE))
            .messages();
    if (next + pause.written() - taken != count) {
      throw new IllegalStateException("the backlog should be " + count + " messages");
    }
    return new Measures()
        .put("addsPerSecond", adds.perSecond())
        .put("takesPerSecond", takes.perSecond())
        .put("snapshotMillis", pause.snapshotNanos() / 1e6)
        .put("writerMaxMicros", pause.writerMaxNanos() / 1e3)
        .put("snapshotBytes", Disk.newestSnapshotBytes(run.directory()))
        .put("heapMegabytes", Heap.usedBytes() / 1e6)
        .put("diskMegabytes", Disk.bytes(run.directory()) / 1e6);
  }

  private static Measures open(WorkloadRun run, EngineSetup setup, long count) throws Exception {
    Measured measured = Measured.start("open");
    long start = System.nanoTime();
    try (PinfoldEngine engine = new PinfoldEngine(setup)) {
      run.described().set(engine.describe());
      EngineQueue queue = engine.queue("q");
      long oldest = Payloads.index(queue.peek());
      long peeked = System.nanoTime();
      measured.done();
      Measures measures =
          new Measures()
              .put("openToPeekMillis", (peeked - start) / 1e6)
              .put("reopenedHeapMegabytes", Heap.usedBytes() / 1e6);
      Rate drained = Measured.during("drain", () -> Drain.all(queue, oldest, count, PAYLOAD_BYTES));
      return measures.put("drainedPerSecond", drained.perSecond());
    }
  }
}
