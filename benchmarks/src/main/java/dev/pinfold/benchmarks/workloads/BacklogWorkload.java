package dev.pinfold.benchmarks.workloads;

import dev.pinfold.Durability;
import dev.pinfold.benchmarks.engines.Engine;
import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.engines.EngineQueue;
import dev.pinfold.benchmarks.engines.EngineSetup;
import java.util.List;

/**
 * A long backlog: filled by one process, opened by a fresh one, and drained by a third, half of it
 * one by one and the rest in batches of 100, each for five seconds at most. The fresh process times
 * its opening from the first call of the engine on, the loading of its classes included, the start
 * of the JVM not.
 */
record BacklogWorkload(String name, long messages) implements Workload {
  private static final int PAYLOAD_BYTES = 100;
  private static final int BATCH = 100;
  private static final double DRAIN_SECONDS = 5;

  @Override
  public Durability durability() {
    return Durability.PROCESS_CRASH;
  }

  @Override
  public boolean fits(EngineKind kind) {
    return Workload.super.fits(kind) && kind != EngineKind.BARE;
  }

  @Override
  public List<String> phases() {
    return List.of("fill", "open", "drain");
  }

  @Override
  public Measures run(String phase, WorkloadRun run) throws Exception {
    long count = run.scale().messages(messages);
    EngineSetup setup =
        run.setup(durability(), PAYLOAD_BYTES, count).withBatch(Drain.batch(PAYLOAD_BYTES));
    return switch (phase) {
      case "fill" -> fill(run, setup, count);
      case "open" -> open(run, setup);
      default -> drain(run, setup, count);
    };
  }

  private static Measures fill(WorkloadRun run, EngineSetup setup, long count) throws Exception {
    try (Engine engine = run.open(setup)) {
      Adds.fill(engine.queue("q"), 0, PAYLOAD_BYTES, count);
    }
    return new Measures().put("messages", count);
  }

  private static Measures open(WorkloadRun run, EngineSetup setup) throws Exception {
    Measured measured = Measured.start("open");
    long start = System.nanoTime();
    try (Engine engine = run.open(setup)) {
      EngineQueue queue = engine.queue("q");
      byte[] oldest = queue.peek();
      long peeked = System.nanoTime();
      Payloads.verify(oldest, PAYLOAD_BYTES, 0);
      byte[] taken = queue.take();
      long took = System.nanoTime();
      measured.done();
      Payloads.verify(taken, PAYLOAD_BYTES, 0);
      return new Measures()
          .put("openToPeekMillis", (peeked - start) / 1e6)
          .put("openToTakeMillis", (took - start) / 1e6)
          .put("heapMegabytes", Heap.usedBytes() / 1e6);
    }
  }

  /** Slow engines drain a part of each half only; the rest is taken in large batches. */
  private static Measures drain(WorkloadRun run, EngineSetup setup, long count) throws Exception {
    long nanos = run.scale().nanos(DRAIN_SECONDS);
    try (Engine engine = run.open(setup.withQueues(2))) {
      long part = Math.max(2L * BATCH, count / 5);
      EngineQueue queue = engine.queue("q"); // first: some engines know queues by their order
      Takes.warmUp(engine.queue("other"), part, PAYLOAD_BYTES, BATCH, nanos / 10);
      Budget half = Budget.ofCheapSteps(count / 2, nanos);
      Rate singles = Measured.during("singles", () -> Takes.singles(queue, 1, PAYLOAD_BYTES, half));
      long left = 1 + singles.messages();
      Budget rest = Budget.ofCheapSteps(count - left, nanos);
      Rate batches =
          Measured.during("batches", () -> Takes.batches(queue, left, PAYLOAD_BYTES, BATCH, rest));
      long next = left + batches.messages();
      Drain.all(queue, next, count - next, PAYLOAD_BYTES);
      return new Measures()
          .put("takesPerSecond", singles.perSecond())
          .put("batchTakesPerSecond", batches.perSecond());
    }
  }
}
