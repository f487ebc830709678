package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.QueueInfo;
import dev.pinfold.archive.SegmentReport;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.durable.Directories;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.model.SettableClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of a store from outside is what its owner sees, whatever was done to it. */
class InspectTest {
  private static final int ROUNDS = 25;

  @TempDir Path directory;

  @Test
  @Timeout(120)
  void isWhatTheOwnerSees() throws IOException {
    long seed = Long.getLong("pinfold.seed", System.nanoTime());
    System.out.println("InspectTest: -Dpinfold.seed=" + seed);
    Random random = new Random(seed);
    SettableClock clock = new SettableClock(1_700_000_000_000L);
    PinfoldStore store = open(clock);
    try {
      Written written = new Written(store, clock, random);
      for (int round = 0; round < ROUNDS; round++) {
        written.work(random.nextInt(600));
        switch (random.nextInt(5)) {
          case 0 -> store.snapshot();
          case 1 -> store.compact();
          case 2 -> {
            store.close();
            if (random.nextBoolean()) {
              Directories.delete(directory.resolve("index"));
            }
            store = open(clock);
            written = new Written(store, clock, random);
          }
          default -> written.work(1);
        }
        requireSame(store, clock);
      }
    } finally {
      store.close();
    }
    Inspection closed = inspect(clock);
    assertThat(closed.owner().orElseThrow().state()).isEqualTo(Owner.State.GONE);
    assertThat(closed.journal().state()).isEqualTo(JournalVerdict.State.SOUND);
  }

  private PinfoldStore open(SettableClock clock) {
    return PinfoldStore.open(directory, Written.options(clock, SegmentRetention.DELETE));
  }

  private Inspection inspect(SettableClock clock) {
    return OfflineStore.at(directory).inspect(ReadProgress.NONE, clock);
  }

  /** The owner estimates what live messages take of their documents. */
  private static void requireLiveBytes(List<SeenSegment> segments, List<SegmentReport> reports) {
    for (int i = 0; i < reports.size(); i++) {
      SeenSegment segment = segments.get(i);
      assertThat(segment.liveBytes())
          .isEqualTo(reports.get(i).liveBytes())
          .isLessThanOrEqualTo(segment.documentBytes());
      assertThat(segment.deadBytes()).isEqualTo(segment.documentBytes() - segment.liveBytes());
    }
  }

  /** The owner gives back segments on its own, so it is asked before and after. */
  private void requireSame(PinfoldStore store, SettableClock clock) {
    List<SegmentReport> reports;
    Inspection seen;
    do {
      reports = store.whyKept();
      seen = inspect(clock);
    } while (!reports.equals(store.whyKept()));
    requireSame(seen, store, reports);
  }

  private static void requireSame(
      Inspection seen, PinfoldStore store, List<SegmentReport> reports) {
    assertThat(seen.journal().damages()).isEmpty();
    assertThat(seen.journal().cut()).isEmpty();
    assertThat(seen.owner().orElseThrow().state()).isEqualTo(Owner.State.OPEN);
    assertThat(seen.owner().orElseThrow().pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(seen.snapshots()).allMatch(SeenSnapshot::isGood);
    assertThat(
            seen.queues().stream()
                .map(
                    queue ->
                        new QueueInfo(
                            queue.name(),
                            queue.policy(),
                            queue.messages(),
                            queue.bytes(),
                            queue.oldestArrival(),
                            queue.nextNumber())))
        .isEqualTo(store.queues());
    List<SeenSegment> begun =
        seen.segments().stream().filter(segment -> segment.begun().isPresent()).toList();
    assertThat(begun)
        .extracting(
            SeenSegment::segment,
            SeenSegment::fileBytes,
            SeenSegment::liveMessages,
            SeenSegment::pinnedBy)
        .isEqualTo(
            reports.stream()
                .map(
                    report ->
                        org.assertj.core.groups.Tuple.tuple(
                            report.segment(),
                            report.fileBytes(),
                            report.liveRecords(),
                            report.reasons()))
                .toList());
    requireLiveBytes(begun, reports);
  }
}
