package dev.pinfold.benchmarks.workloads;

import dev.pinfold.Durability;
import dev.pinfold.archive.SegmentReport;
import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.engines.EngineQueue;
import dev.pinfold.benchmarks.engines.EngineSetup;
import dev.pinfold.benchmarks.engines.PinfoldEngine;
import dev.pinfold.durable.PinfoldStore;
import java.util.List;

/**
 * Interleaved queues of Pinfold, all of them drained at once but one, which is drained never: its
 * messages pin the segments until they are copied forward. Write amplification is the journal that
 * was written, compaction included, over the journal that the same work takes when every queue is
 * drained at once.
 */
record SlowConsumerWorkload(String name, int queues, long messages) implements Workload {
  private static final int PAYLOAD_BYTES = 100;
  private static final int SLOW_ONE_IN = 100;

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
    return List.of("slow", "even");
  }

  @Override
  public Measures run(String phase, WorkloadRun run) throws Exception {
    long count = run.scale().messages(messages);
    EngineSetup setup = run.setup(durability(), PAYLOAD_BYTES, count).withQueues(queues + 1);
    try (PinfoldEngine engine = new PinfoldEngine(setup)) {
      run.described().set(engine.describe());
      int before = newest(engine.store());
      EngineQueue slow = engine.queue("slow");
      long kept = work(engine, slow, count, phase.equals("slow"));
      engine.settle();
      int written = newest(engine.store()) - before;
      long disk = Disk.bytes(run.directory());
      Drain.all(slow, 0, kept, PAYLOAD_BYTES);
      double segmentMegabytes = engine.store().whyKept().get(0).fileBytes() / 1.25e6;
      return new Measures()
          .put(phase + "JournalMegabytes", written * segmentMegabytes)
          .put(phase + "PayloadMegabytes", count * PAYLOAD_BYTES / 1e6)
          .put(phase + "DiskMegabytes", disk / 1e6)
          .put(phase + "KeptMessages", kept);
    }
  }

  private long work(PinfoldEngine engine, EngineQueue slow, long count, boolean keep)
      throws Exception {
    EngineQueue[] quick = new EngineQueue[queues];
    for (int i = 0; i < queues; i++) {
      quick[i] = engine.queue("quick-" + i);
    }
    byte[] payload = new byte[PAYLOAD_BYTES];
    long kept = 0;
    for (long i = 0; i < count; i++) {
      if (i % SLOW_ONE_IN == 0) {
        Payloads.fill(payload, kept);
        slow.add(payload);
        if (keep) {
          kept++;
        } else {
          Payloads.verify(slow.take(), PAYLOAD_BYTES, 0);
        }
      } else {
        EngineQueue queue = quick[(int) (i % queues)];
        Payloads.fill(payload, i);
        queue.add(payload);
        Payloads.verify(queue.take(), PAYLOAD_BYTES, i);
      }
    }
    return kept;
  }

  private static int newest(PinfoldStore store) {
    List<SegmentReport> segments = store.whyKept();
    return segments.get(segments.size() - 1).segment();
  }
}
