package dev.pinfold.archive.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotNameTest {
  @Property
  void namesComeBackAndSortAsTheirNumbers(
      @ForAll @LongRange(max = Long.MAX_VALUE) long one,
      @ForAll @LongRange(max = Long.MAX_VALUE) long other) {
    SnapshotName a = new SnapshotName(one);
    SnapshotName b = new SnapshotName(other);
    assertThat(SnapshotName.parse(a.fileName())).contains(a);
    assertThat(SnapshotName.isTemporary(a.fileName())).isFalse();
    assertThat(SnapshotName.isTemporary(a.temporaryFileName())).isTrue();
    assertThat(SnapshotName.parse(a.temporaryFileName())).isEmpty();
    assertThat(Integer.signum(a.compareTo(b))).isEqualTo(Long.compare(one, other));
    assertThat(Integer.signum(a.fileName().compareTo(b.fileName())))
        .isEqualTo(Long.compare(one, other));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "snapshot-.pfs",
        "snapshot-0000000000000000001.pfs",
        "snapshot-000000000000000000001.pfs",
        "snapshot-99999999999999999999.pfs",
        "snapshot-0000000000000000000a.pfs",
        "snapshot-0000000000000000000١.pfs",
        "snapshot-00000000000000000001xpfs",
        "snapshot-00000000000000000001.pfs.damaged",
        "xsnapshot-00000000000000000001.pfs"
      })
  void otherNamesAreNotSnapshots(String name) {
    assertThat(SnapshotName.parse(name)).isEmpty();
    assertThat(SnapshotName.isTemporary(name)).isFalse();
  }

  @Test
  void negativeNumbersAreRefused() {
    assertThatThrownBy(() -> new SnapshotName(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
