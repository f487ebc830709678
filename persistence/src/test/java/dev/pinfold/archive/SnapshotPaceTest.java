package dev.pinfold.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.archive.snapshot.SnapshotPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SnapshotPaceTest {
  private static final SnapshotPolicy POLICY = new SnapshotPolicy(100, 1000, Duration.ZERO, true);

  /** All that was written is needed still. */
  private static boolean isTaken(SnapshotPace pace, long last) {
    while (pace.isDue(last)) {
      if (!pace.postpone(pace.bytes())) {
        return true;
      }
    }
    return false;
  }

  @Test
  void isDueAtEitherLimit() {
    SnapshotPace byCount = new SnapshotPace(POLICY, 5, 0);
    assertThat(isTaken(byCount, 104)).isFalse();
    assertThat(isTaken(byCount, 105)).isTrue();
    SnapshotPace byBytes = new SnapshotPace(POLICY, 5, 900);
    boolean unused = byBytes.appended(6, 99);
    assertThat(isTaken(byBytes, 6)).isFalse();
    assertThat(byBytes.appended(7, 1)).isTrue();
    assertThat(isTaken(byBytes, 7)).isTrue();
  }

  @Test
  void withoutATransactionNoneIsDue() {
    SnapshotPace pace = new SnapshotPace(new SnapshotPolicy(1, 1, Duration.ofNanos(1), true), 5, 9);
    assertThat(isTaken(pace, 5)).isFalse();
    assertThat(pace.isDueAtClose(5)).isFalse();
    assertThat(isTaken(pace, 6)).isTrue();
    assertThat(pace.isDueAtClose(6)).isTrue();
  }

  @Test
  void aSixteenthMayStayUnusedOnceForEachSnapshot() {
    SnapshotPace pace = new SnapshotPace(POLICY, 5, 1600);
    assertThat(pace.mostUnused()).isEqualTo(100);
    pace.sealed();
    boolean unused = pace.appended(6, 1600);
    assertThat(pace.mostUnused()).isZero();
    pace.taken(5, 1600);
    assertThat(pace.mostUnused()).isEqualTo(100);
  }

  /** Nobody is woken for each document between two looks. */
  @Test
  void isLookedAtAtEachQuarterOfTheLimits() {
    SnapshotPace pace = new SnapshotPace(POLICY, 0, 0);
    for (int quarter = 1; quarter <= 3; quarter++) {
      assertThat(pace.appended(25L * quarter - 1, 0)).isFalse();
      assertThat(pace.appended(25L * quarter, 0)).isTrue();
      assertThat(isTaken(pace, 25L * quarter)).isFalse();
    }
    assertThat(pace.appended(99, 999)).isFalse();
    assertThat(pace.appended(99, 1)).isTrue();
    pace.taken(99, 1000);
    assertThat(pace.bytes()).isZero();
    assertThat(pace.appended(123, 249)).isFalse();
    assertThat(pace.appended(124, 0)).isTrue();
  }

  @Test
  void isTakenSoonerWhenMostOfItIsDead() {
    SnapshotPace pace = new SnapshotPace(POLICY, 0, 0);
    assertThat(pace.appended(10, 300)).isTrue();
    assertThat(pace.postpone(149)).isFalse();
    assertThat(pace.postpone(150)).isTrue();
    assertThat(pace.isDue(10)).isFalse();
  }

  @Test
  void limitsMayBeOffOrBeyondAllBounds() {
    for (long limit : new long[] {0, Long.MAX_VALUE}) {
      SnapshotPolicy policy = new SnapshotPolicy(limit, limit, Duration.ZERO, false);
      SnapshotPace pace = new SnapshotPace(policy, 1L << 60, 0);
      assertThat(pace.appended((1L << 60) + 1_000_000, Integer.MAX_VALUE)).isFalse();
      assertThat(pace.isDue((1L << 60) + 1_000_000)).isFalse();
    }
  }

  @Test
  void isDueByTheTimeWhateverIsNeeded() {
    SnapshotPace pace = new SnapshotPace(new SnapshotPolicy(0, 0, Duration.ofNanos(1), true), 0, 0);
    boolean unused = pace.appended(1, 10);
    assertThat(isTaken(pace, 1)).isTrue();
  }
}
