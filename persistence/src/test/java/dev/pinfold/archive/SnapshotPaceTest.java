package dev.pinfold.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.archive.snapshot.SnapshotPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SnapshotPaceTest {
  private static final SnapshotPolicy POLICY = new SnapshotPolicy(100, 1000, Duration.ZERO, true);

  @Test
  void isDueAtEitherLimit() {
    SnapshotPace byCount = new SnapshotPace(POLICY, 5, 0);
    assertThat(byCount.appended(104, 10)).isFalse();
    assertThat(byCount.appended(105, 10)).isTrue();
    SnapshotPace byBytes = new SnapshotPace(POLICY, 5, 900);
    assertThat(byBytes.appended(6, 99)).isFalse();
    assertThat(byBytes.appended(7, 1)).isTrue();
    assertThat(byBytes.isDue(7)).isTrue();
  }

  @Test
  void withoutATransactionNoneIsDue() {
    SnapshotPace pace = new SnapshotPace(new SnapshotPolicy(1, 1, Duration.ofNanos(1), true), 5, 9);
    assertThat(pace.isDue(5)).isFalse();
    assertThat(pace.isDueAtClose(5)).isFalse();
    assertThat(pace.isDue(6)).isTrue();
    assertThat(pace.isDueAtClose(6)).isTrue();
  }

  @Test
  void whatWouldFreeNothingIsPostponedToFourTimesTheLimits() {
    SnapshotPace pace = new SnapshotPace(POLICY, 0, 0);
    for (int times = 1; times <= 3; times++) {
      assertThat(pace.appended(100L * times - 1, 0)).isFalse();
      assertThat(pace.appended(100L * times, 0)).isTrue();
      assertThat(pace.postpone(0)).isTrue(); // nothing was written, so nothing can be freed
    }
    assertThat(pace.appended(399, 3999)).isFalse();
    assertThat(pace.appended(399, 1)).isTrue();
    assertThat(pace.postpone(4000)).isFalse();
    pace.taken(399, 4000);
    assertThat(pace.bytes()).isZero();
    assertThat(pace.appended(498, 999)).isFalse();
    assertThat(pace.appended(499, 0)).isTrue();
  }

  @Test
  void isNotPostponedWhenMostOfItIsDead() {
    SnapshotPace pace = new SnapshotPace(POLICY, 0, 0);
    assertThat(pace.appended(10, 1000)).isTrue();
    assertThat(pace.postpone(499)).isFalse();
    assertThat(pace.postpone(500)).isTrue();
    assertThat(pace.isDue(10)).isFalse();
  }

  /** It is taken after some looks: the time is of those who hardly write. */
  @Test
  void byTheTimeItIsDueHoweverOftenItWasPostponed() {
    SnapshotPace pace = new SnapshotPace(new SnapshotPolicy(0, 0, Duration.ofNanos(1), true), 0, 0);
    boolean unused = pace.appended(1, 10);
    for (int looks = 0; looks < 3; looks++) {
      assertThat(pace.isDue(1)).isTrue();
      assertThat(pace.postpone(10)).isTrue();
    }
    assertThat(pace.isDue(1)).isTrue();
    assertThat(pace.postpone(10)).isFalse();
  }
}
