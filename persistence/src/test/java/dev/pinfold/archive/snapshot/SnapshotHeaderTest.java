package dev.pinfold.archive.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SnapshotHeaderTest {
  private static SnapshotHeader of(
      int version,
      long transaction,
      int segment,
      long offset,
      long next,
      Map<Integer, Integer> segments) {
    return new SnapshotHeader(
        new UUID(0, 0),
        "m",
        version,
        transaction,
        segment,
        offset,
        next,
        0,
        new TreeMap<>(segments));
  }

  @Test
  void valuesOutsideAreRefusedByName() {
    assertThatThrownBy(() -> of(-1, 0, 0, 0, 1, Map.of())).hasMessageContaining("machineVersion");
    assertThatThrownBy(() -> of(0, -1, 0, 0, 1, Map.of()))
        .hasMessageContaining("transaction is -1");
    assertThatThrownBy(() -> of(0, 0, -1, 0, 1, Map.of())).hasMessageContaining("journalSegment");
    assertThatThrownBy(() -> of(0, 0, 0, -1, 1, Map.of())).hasMessageContaining("journalOffset");
    assertThatThrownBy(() -> of(0, 0, 0, 1L << 32, 1, Map.of()))
        .hasMessageContaining("journalOffset is 4294967296");
    assertThatThrownBy(() -> of(0, 5, 0, 0, 5, Map.of()))
        .hasMessageContaining("nextTransaction is 5 and must be more than transaction, 5");
    for (Map<Integer, Integer> segments : List.of(Map.of(-1, 96), Map.of(2, -1))) {
      assertThatThrownBy(() -> of(0, 0, 0, 0, 1, segments))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("segment");
    }
  }

  @Test
  void segmentsAreCopied() {
    Map<Integer, Integer> segments = new HashMap<>(Map.of(2, 200, 1, 100));
    SnapshotHeader header = of(0, 0, 0, 0, 1, segments);
    segments.clear();
    assertThat(header.segments()).containsExactly(Map.entry(1, 100), Map.entry(2, 200));
  }

  @Test
  void aNameThatDoesNotFitIsRefused() {
    SnapshotHeader header =
        new SnapshotHeader(new UUID(0, 0), "x".repeat(1_001), 0, 0, 0, 0, 1, 0, new TreeMap<>());
    assertThatThrownBy(() -> SnapshotFormat.headerBytes(header))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1001 bytes");
  }
}
