package dev.pinfold.benchmarks.workloads;

import dev.pinfold.Durability;
import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.engines.EngineSetup;
import dev.pinfold.benchmarks.engines.PinfoldEngine;
import java.util.List;

/**
 * What idle queues cost Pinfold: each once had a message and is empty now. The heap is compared
 * with that of a store that has none.
 */
record GrowQueuesWorkload(String name, int queues) implements Workload {
  private static final int PAYLOAD_BYTES = 100;

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
    return List.of("make", "open");
  }

  @Override
  public Measures run(String phase, WorkloadRun run) throws Exception {
    int count = run.scale().queues(queues);
    EngineSetup setup = run.setup(durability(), PAYLOAD_BYTES, count).withQueues(count);
    return phase.equals("make") ? make(run, setup, count) : open(run, setup, count);
  }

  private static Measures make(WorkloadRun run, EngineSetup setup, int count) throws Exception {
    try (PinfoldEngine engine = new PinfoldEngine(setup)) {
      run.described().set(engine.describe());
      long before = Heap.usedBytes();
      Measured making = Measured.start("make");
      long start = System.nanoTime();
      byte[] payload = new byte[PAYLOAD_BYTES];
      for (int i = 0; i < count; i++) {
        Payloads.fill(payload, i);
        engine.queue("queue-" + i).add(payload);
        Payloads.verify(engine.queue("queue-" + i).take(), PAYLOAD_BYTES, i);
      }
      long made = System.nanoTime();
      making.done();
      Measured snapshot = Measured.start("snapshot");
      engine.store().snapshot();
      long snapshotNanos = System.nanoTime() - made;
      snapshot.done();
      return new Measures()
          .put("queuesPerSecond", count * 1e9 / (made - start))
          .put("heapBytesPerQueue", Math.max(0, Heap.usedBytes() - before) / (double) count)
          .put("snapshotMillis", snapshotNanos / 1e6)
          .put("snapshotBytes", Disk.newestSnapshotBytes(run.directory()));
    }
  }

  private static Measures open(WorkloadRun run, EngineSetup setup, int count) throws Exception {
    Measured measured = Measured.start("open");
    long start = System.nanoTime();
    try (PinfoldEngine engine = new PinfoldEngine(setup)) {
      run.described().set(engine.describe());
      int found = engine.store().queues().size();
      long opened = System.nanoTime();
      measured.done();
      if (found != count) {
        throw new IllegalStateException(count + " queues were made, " + found + " are there");
      }
      return new Measures().put("openMillis", (opened - start) / 1e6);
    }
  }
}
