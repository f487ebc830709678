package dev.pinfold.benchmarks.workloads;

import dev.pinfold.Durability;
import dev.pinfold.benchmarks.engines.Engine;
import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.engines.EngineQueue;
import java.util.EnumSet;
import java.util.Set;
import org.HdrHistogram.Histogram;

/**
 * The latency of an add when adds are due at a fixed rate, whether or not the one before has
 * returned (open loop): counted from when an add was due, so that a stall is felt by all that it
 * delays. Also without the adds that met a collection of garbage, to tell what is the engine's.
 */
record LatencyWorkload(String name, int perSecond, double seconds) implements Workload {
  private static final int PAYLOAD_BYTES = 100;
  private static final Set<EngineKind> KINDS =
      EnumSet.of(
          EngineKind.PINFOLD,
          EngineKind.CHRONICLE,
          EngineKind.ROCKSDB,
          EngineKind.LMDB,
          EngineKind.SQLITE,
          EngineKind.PREVAYLER,
          EngineKind.BARE);

  @Override
  public Durability durability() {
    return Durability.PROCESS_CRASH;
  }

  @Override
  public boolean fits(EngineKind kind) {
    return KINDS.contains(kind);
  }

  @Override
  public Measures run(String phase, WorkloadRun run) throws Exception {
    long counted = Math.max(200, run.scale().nanos(seconds) * perSecond / 1_000_000_000L);
    long warmUp = counted / 5;
    var setup = run.setup(durability(), PAYLOAD_BYTES, counted + warmUp);
    try (Engine engine = run.open(setup)) {
      EngineQueue queue = engine.queue("q");
      OpenLoop loop = new OpenLoop(queue, PAYLOAD_BYTES, perSecond);
      OpenLoop.Latency unused = loop.run(0, warmUp);
      OpenLoop.Latency latency = Measured.during("adds", () -> loop.run(warmUp, counted));
      Drain.all(queue, 0, warmUp + counted, PAYLOAD_BYTES);
      Histogram histogram = latency.all();
      return new Measures()
          .put("p50Micros", histogram.getValueAtPercentile(50) / 1e3)
          .put("p99Micros", histogram.getValueAtPercentile(99) / 1e3)
          .put("p999Micros", histogram.getValueAtPercentile(99.9) / 1e3)
          .put("maxMicros", histogram.getMaxValue() / 1e3)
          .put("p999OutsideCollectionsMicros", latency.outside().getValueAtPercentile(99.9) / 1e3)
          .put("maxOutsideCollectionsMicros", latency.outside().getMaxValue() / 1e3)
          .put("messages", counted)
          .put("measuredSeconds", counted / (double) perSecond);
    }
  }
}
