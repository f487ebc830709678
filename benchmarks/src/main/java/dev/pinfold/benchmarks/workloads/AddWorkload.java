package dev.pinfold.benchmarks.workloads;

import dev.pinfold.Durability;
import dev.pinfold.benchmarks.engines.Engine;
import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.engines.EngineQueue;
import java.nio.file.Path;

/**
 * Adds of one thread without a force. A short pass is not counted: its messages are taken and
 * verified. With {@code warm} neither is one as long as that which counts, and space is given back.
 * The pages that are written to next are then in the page cache, when an engine uses its files
 * again. One that does not has two passes that count, on files as it makes them and on such as were
 * filled with zeros, and the quicker one is its result: which one that is differs by machine.
 *
 * @param batch how many messages make a transaction
 * @param messages how many to add at most in a pass; not warm, no more than half of the free disk
 *     takes, either
 * @param seconds how long a pass takes at most
 * @param warm whether pages are made warm before the pass that counts; else it goes on whatever
 *     files the engine makes as it goes
 */
record AddWorkload(
    String name, int payloadBytes, int batch, long messages, double seconds, boolean warm)
    implements Workload {
  private static final long WARM_UP_MESSAGES = 1_000_000;
  private static final int MOST_OVERHEAD_BYTES = 64; // of a message in anybody's file

  @Override
  public Durability durability() {
    return Durability.PROCESS_CRASH;
  }

  @Override
  public boolean fits(EngineKind kind) {
    return Workload.super.fits(kind)
        && (warm || kind == EngineKind.PINFOLD || kind == EngineKind.CHRONICLE);
  }

  @Override
  public Measures run(String phase, WorkloadRun run) throws Exception {
    long most = run.scale().messages(messages);
    if (!warm) {
      most = Math.min(most, room(run.directory()));
    }
    long nanos = run.scale().nanos(seconds);
    var setup = run.setup(durability(), payloadBytes, most + batch).withBatch(batch);
    try (Engine engine = run.open(setup)) {
      EngineQueue queue = engine.queue("q");
      long before =
          uncounted(queue, 0, Math.max(batch, Math.min(most / 5, WARM_UP_MESSAGES)), nanos / 5);
      if (warm) {
        before = uncounted(queue, before, most, nanos);
        engine.settle();
      }
      Pass counted = counted(queue, before, most, nanos);
      if (warm && engine.warm(most * payloadBytes)) {
        Pass filled = counted(queue, before + counted.added().messages(), most, nanos);
        counted = filled.isQuickerThan(counted) ? filled : counted;
      }
      Rate rate = counted.added();
      return new Measures()
          .put("addsPerSecond", rate.perSecond())
          .put("megabytesPerSecond", rate.perSecond() * payloadBytes / 1e6)
          .put("drainedPerSecond", counted.drained().perSecond())
          .put("messages", rate.messages())
          .put("measuredSeconds", rate.seconds());
    }
  }

  /** What was added, and then taken out and verified. */
  private record Pass(Rate added, Rate drained) {
    boolean isQuickerThan(Pass other) {
      return added.perSecond() > other.added.perSecond();
    }
  }

  private Pass counted(EngineQueue queue, long first, long most, long nanos) throws Exception {
    Budget budget = Budget.ofCheapSteps(most, nanos);
    Rate rate = Measured.during("adds", () -> pass(queue, first, budget));
    return new Pass(rate, Drain.all(queue, first, rate.messages(), payloadBytes));
  }

  /** How many messages half of the free disk takes. */
  private long room(Path directory) {
    return directory.toFile().getUsableSpace() / 2 / (payloadBytes + MOST_OVERHEAD_BYTES);
  }

  /**
   * A pass that is not counted, its messages taken out. The first one is short: what the compiler
   * made of the adds by then is thrown away when it meets the takes.
   *
   * @return how many messages there were so far
   */
  private long uncounted(EngineQueue queue, long first, long most, long nanos) throws Exception {
    long added = pass(queue, first, Budget.ofCheapSteps(most, nanos)).messages();
    Drain.all(queue, first, added, payloadBytes);
    return first + added;
  }

  private Rate pass(EngineQueue queue, long first, Budget budget) throws Exception {
    return Adds.run(queue, first, payloadBytes, batch, budget);
  }
}
