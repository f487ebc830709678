package dev.pinfold.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.archive.StateMachine.SegmentNeed;
import dev.pinfold.archive.journal.SegmentInfo;
import dev.pinfold.archive.snapshot.SnapshotHeader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReclaimerTest {
  private static final int MANY = 200_000;

  private static List<SegmentInfo> segments(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(n -> new SegmentInfo(n, Path.of("segment"), n, 96, 200, 1000, n - 1, 200))
        .toList();
  }

  private static SnapshotHeader snapshot(int journalSegment, List<Integer> reads) {
    SortedMap<Integer, Integer> ends = new TreeMap<>();
    reads.forEach(segment -> ends.put(segment, 200));
    return new SnapshotHeader(
        new UUID(1, 2), "m", 1, journalSegment, journalSegment, 96, journalSegment + 1, 0, ends);
  }

  private static Reclaimer reclaimer(List<SnapshotHeader> snapshots) {
    return new Reclaimer(
        segments(6),
        List.of(new SegmentNeed(3, 1, 10, 0), new SegmentNeed(4, 0, 0, 1)),
        snapshots,
        2,
        SegmentRetention.Fate.DELETE);
  }

  @Test
  void itsWordsAgreeWithItsRules() {
    for (var snapshots :
        List.of(
            List.<SnapshotHeader>of(),
            List.of(snapshot(5, List.of())),
            List.of(snapshot(6, List.of(3)), snapshot(5, List.of(2, 3))))) {
      Reclaimer reclaimer = reclaimer(snapshots);
      List<Integer> free =
          reclaimer.reports(Map.of()).stream()
              .filter(report -> report.reasons().isEmpty())
              .map(SegmentReport::segment)
              .toList();
      assertThat(reclaimer.reclaimable()).isEqualTo(free).hasSize(snapshots.size() < 2 ? 0 : 1);
      assertThat(reclaimer.pinnedBySnapshotsAlone()).isEqualTo(snapshots.size() < 2 ? 3 : 2);
    }
  }

  /** An estimate may come to more than the segment holds. */
  @Test
  void whatLivesIsOneFigure() {
    SegmentInfo segment = new SegmentInfo(1, Path.of("segment"), 1, 96, 254_432, 300_000, 0, 0);
    Reclaimer reclaimer =
        new Reclaimer(
            List.of(segment),
            List.of(new SegmentNeed(1, 1_234, 258_387, 0)),
            List.of(),
            0,
            SegmentRetention.Fate.DELETE);
    SegmentReport report = reclaimer.reports(Map.of()).get(0);
    assertThat(report.liveBytes()).isEqualTo(254_336);
    assertThat(report.reasons()).contains("1,234 live records, 254,336 bytes");
  }

  /** Each second, under everybody's lock: a step for each segment, or this does not end in time. */
  @Test
  @Timeout(20)
  void manySegmentsTakeOneStepEach() {
    List<Integer> all = IntStream.rangeClosed(1, MANY).boxed().toList();
    List<SegmentNeed> needs = all.stream().map(n -> new SegmentNeed(n, 1, 1, 0)).toList();
    List<SnapshotHeader> snapshots = List.of(snapshot(MANY, all), snapshot(MANY, all));
    Reclaimer reclaimer =
        new Reclaimer(segments(MANY), needs, snapshots, 2, SegmentRetention.Fate.DELETE);
    assertThat(reclaimer.reclaimable()).isEmpty();
    assertThat(reclaimer.pinnedBySnapshotsAlone()).isZero();
  }
}
