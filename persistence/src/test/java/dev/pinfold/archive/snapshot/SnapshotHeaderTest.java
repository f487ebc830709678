package dev.pinfold.archive.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SnapshotHeaderTest {
  private static SnapshotHeader of(
      int version, long transaction, int segment, long offset, long next, List<Integer> segments) {
    return new SnapshotHeader(
        new UUID(0, 0), "m", version, transaction, segment, offset, next, 0, segments);
  }

  @Test
  void valuesOutsideAreRefusedByName() {
    assertThatThrownBy(() -> of(-1, 0, 0, 0, 1, List.of())).hasMessageContaining("machineVersion");
    assertThatThrownBy(() -> of(0, -1, 0, 0, 1, List.of()))
        .hasMessageContaining("transaction is -1");
    assertThatThrownBy(() -> of(0, 0, -1, 0, 1, List.of())).hasMessageContaining("journalSegment");
    assertThatThrownBy(() -> of(0, 0, 0, -1, 1, List.of())).hasMessageContaining("journalOffset");
    assertThatThrownBy(() -> of(0, 0, 0, 1L << 32, 1, List.of()))
        .hasMessageContaining("journalOffset is 4294967296");
    assertThatThrownBy(() -> of(0, 5, 0, 0, 5, List.of()))
        .hasMessageContaining("nextTransaction is 5 and must be more than transaction, 5");
    for (List<Integer> segments : List.of(List.of(-1), List.of(2, 1), List.of(1, 1))) {
      assertThatThrownBy(() -> of(0, 0, 0, 0, 1, segments))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("segments");
    }
  }

  @Test
  void segmentsAreCopied() {
    List<Integer> segments = new ArrayList<>(List.of(1, 2));
    SnapshotHeader header = of(0, 0, 0, 0, 1, segments);
    segments.clear();
    assertThat(header.segments()).containsExactly(1, 2);
  }

  @Test
  void aNameThatDoesNotFitIsRefused() {
    SnapshotHeader header =
        new SnapshotHeader(new UUID(0, 0), "x".repeat(1_001), 0, 0, 0, 0, 1, 0, List.of());
    assertThatThrownBy(() -> SnapshotFormat.headerBytes(header))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1001 bytes");
  }
}
