package dev.pinfold.benchmarks.workloads;

import dev.pinfold.Durability;
import dev.pinfold.archive.SegmentReport;
import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.engines.EngineQueue;
import dev.pinfold.benchmarks.engines.EngineSetup;
import dev.pinfold.benchmarks.engines.PinfoldEngine;
import dev.pinfold.durable.StoreOptions;
import dev.pinfold.offline.OfflineStore;
import dev.pinfold.offline.ReadProgress;
import dev.pinfold.offline.SeenSegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * Interleaved queues of Pinfold, all of them drained at once but one, which is drained in the end
 * only: its messages pin the segments until they are copied forward. The same is done twice, in
 * stores that compact and that never do. Write amplification is what documents take in the journal
 * of the first, copies included, over that of the second. The price of not copying are the segments
 * that are kept.
 *
 * @param slowPercent how many of a hundred messages go to the slow queue. Compaction leaves a
 *     segment alone whose live bytes are a quarter of it or more, so at some share there is nothing
 *     to copy
 */
record SlowConsumerWorkload(String name, int queues, int slowPercent, long messages)
    implements Workload {
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
  public Measures run(String phase, WorkloadRun run) throws Exception {
    long count = run.scale().messages(messages);
    Outcome pinned = outcome(run, "pinned", 0, count);
    Outcome compacted =
        outcome(run, "compacted", StoreOptions.DEFAULTS.archive().compactBelow(), count);
    return new Measures()
        .put("writeAmplification", (double) compacted.journalBytes() / pinned.journalBytes())
        .put("journalMegabytes", compacted.journalBytes() / 1e6)
        .put("uncompactedJournalMegabytes", pinned.journalBytes() / 1e6)
        .put("keptMegabytes", compacted.keptBytes() / 1e6)
        .put("uncompactedKeptMegabytes", pinned.keptBytes() / 1e6)
        .put("liveMegabytes", compacted.liveBytes() / 1e6);
  }

  /**
   * What became of a store.
   *
   * @param journalBytes of all documents ever written
   * @param keptBytes the files of segments that cannot be used again
   * @param liveBytes about how many bytes of documents are needed of those
   */
  private record Outcome(long journalBytes, long keptBytes, long liveBytes) {}

  private Outcome outcome(WorkloadRun run, String name, double compactBelow, long count)
      throws Exception {
    Path directory = Files.createDirectory(run.directory().resolve(name));
    EngineSetup setup =
        EngineSetup.of(directory, durability(), PAYLOAD_BYTES, count).withQueues(queues + 1);
    List<SegmentReport> kept;
    try (PinfoldEngine engine = PinfoldEngine.compacting(setup, compactBelow)) {
      run.described().set(engine.describe());
      EngineQueue slow = engine.queue("slow");
      long slowMessages = Measured.during(name, () -> work(engine, slow, count));
      engine.settle();
      engine.settle(); // frees what the first one emptied
      kept = engine.store().whyKept();
      Drain.all(slow, 0, slowMessages, PAYLOAD_BYTES);
    }
    return new Outcome(
        journalBytes(directory),
        kept.stream().mapToLong(SegmentReport::fileBytes).sum(),
        kept.stream().mapToLong(SegmentReport::liveBytes).sum());
  }

  /**
   * What was written to a journal, the draining of the slow queue and the closing included. Of
   * segments that are gone the number is known; each was as full as its size allows, but for less
   * than a document.
   */
  private static long journalBytes(Path directory) {
    List<SeenSegment> segments =
        OfflineStore.at(directory).inspect(ReadProgress.NONE, InstantSource.system()).segments();
    SeenSegment last =
        segments.stream().filter(segment -> segment.begun().isPresent()).reduce((a, b) -> b).get();
    long full = StoreOptions.DEFAULTS.archive().journal().segmentBytes();
    return (last.segment() - 1) * full + last.documentBytes();
  }

  /** How many messages the slow queue got. */
  private long work(PinfoldEngine engine, EngineQueue slow, long count) throws Exception {
    EngineQueue[] quick = new EngineQueue[queues];
    for (int i = 0; i < queues; i++) {
      quick[i] = engine.queue("quick-" + i);
    }
    byte[] payload = new byte[PAYLOAD_BYTES];
    long kept = 0;
    for (long i = 0; i < count; i++) {
      if (i * slowPercent % 100 < slowPercent) {
        Payloads.fill(payload, kept++);
        slow.add(payload);
      } else {
        EngineQueue queue = quick[(int) ((i - kept) % queues)];
        Payloads.fill(payload, i);
        queue.add(payload);
        Payloads.verify(queue.take(), PAYLOAD_BYTES, i);
      }
    }
    return kept;
  }
}
