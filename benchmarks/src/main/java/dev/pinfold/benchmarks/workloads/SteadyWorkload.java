package dev.pinfold.benchmarks.workloads;

import dev.pinfold.Durability;
import dev.pinfold.benchmarks.engines.Engine;
import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.engines.EngineQueue;
import dev.pinfold.benchmarks.engines.EngineSetup;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * A long run at half of the peak rate, takes following adds: is everything flat after an hour? The
 * peak is that of add and take in turn, found at the start. Samples are taken ten times a minute,
 * and at least ten times in all.
 */
record SteadyWorkload(String name, double seconds) implements Workload {
  private static final int PAYLOAD_BYTES = 100;
  private static final int BACKLOG = 1_000;
  private static final double SAMPLE_SECONDS = 6;
  private static final double PEAK_SECONDS = 5;
  private static final long STILL_NANOS = 25_000_000_000L; // dead segments are kept for 10 to 20 s

  @Override
  public Durability durability() {
    return Durability.PROCESS_CRASH;
  }

  @Override
  public boolean fits(EngineKind kind) {
    return kind == EngineKind.PINFOLD;
  }

  @Override
  public Measures run(String phase, WorkloadRun run) throws Exception {
    // An hour at scale "quick" would still be minutes: a hundredth of it does.
    double whole = run.scale() == Scale.FULL ? seconds : seconds / 100;
    long nanos = run.scale().nanos(whole);
    long sampleNanos = Math.min(nanos / 10, (long) (SAMPLE_SECONDS * 1e9));
    EngineSetup setup =
        run.setup(durability(), PAYLOAD_BYTES, BACKLOG).withBatch(Drain.batch(PAYLOAD_BYTES));
    Measures measures = new Measures();
    try (Engine engine = run.open(setup)) {
      EngineQueue queue = engine.queue("q");
      Adds.fill(queue, 0, PAYLOAD_BYTES, BACKLOG);
      SteadyPairs pairs = new SteadyPairs(queue, PAYLOAD_BYTES, BACKLOG);
      Rate unused = pairs.flatOut(run.scale().nanos(PEAK_SECONDS / 2)); // for the compiler
      double peak = pairs.flatOut(run.scale().nanos(PEAK_SECONDS)).perSecond();
      Histogram all = pairs.histogram();
      Measured measured = Measured.start("pairs");
      long start = System.nanoTime();
      for (long end = start + sampleNanos; System.nanoTime() - start < nanos; end += sampleNanos) {
        Histogram histogram = pairs.histogram();
        Rate rate = pairs.paced(peak / 2, end, histogram);
        all.add(histogram);
        measures.sample(
            Map.of(
                "seconds", (System.nanoTime() - start) / 1e9,
                "pairsPerSecond", rate.perSecond(),
                "p999Micros", histogram.getValueAtPercentile(99.9) / 1e3,
                "maxMicros", histogram.getMaxValue() / 1e3,
                "diskMegabytes", Disk.bytes(run.directory()) / 1e6,
                "heapMegabytes", Heap.withGarbageBytes() / 1e6,
                "descriptors", (double) Disk.openDescriptors()));
      }
      measured.done();
      Drain.all(queue, pairs.done(), BACKLOG, PAYLOAD_BYTES);
      engine.settle();
      return measures
          .put("peakPairsPerSecond", peak)
          .put("p99Micros", all.getValueAtPercentile(99) / 1e3)
          .put("p999Micros", all.getValueAtPercentile(99.9) / 1e3)
          .put("maxMicros", all.getMaxValue() / 1e3)
          .put("endDiskMegabytes", Disk.bytes(run.directory()) / 1e6)
          .put("restDiskMegabytes", Disk.bytesAtRest(run.directory(), STILL_NANOS) / 1e6)
          .put("endHeapMegabytes", Heap.usedBytes() / 1e6);
    }
  }
}
