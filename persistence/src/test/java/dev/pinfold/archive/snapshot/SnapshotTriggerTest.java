package dev.pinfold.archive.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SnapshotTriggerTest {
  @Property
  void dueAsSoonAsOneLimitIsReached(
      @ForAll @LongRange(max = 5) long everyTransactions,
      @ForAll @LongRange(max = 5) long everyBytes,
      @ForAll @LongRange(max = 5) long everySeconds,
      @ForAll @LongRange(max = 6) long transactions,
      @ForAll @LongRange(max = 6) long bytes,
      @ForAll @LongRange(min = -1, max = 6) long seconds) {
    SnapshotPolicy policy =
        new SnapshotPolicy(everyTransactions, everyBytes, Duration.ofSeconds(everySeconds), true);
    boolean expected =
        transactions > 0
            && ((everyTransactions > 0 && transactions >= everyTransactions)
                || (everyBytes > 0 && bytes >= everyBytes)
                || (everySeconds > 0 && seconds >= everySeconds));
    SnapshotTrigger trigger = new SnapshotTrigger(policy);
    assertThat(trigger.due(transactions, bytes, Duration.ofSeconds(seconds))).isEqualTo(expected);
    assertThat(trigger.dueAtClose(transactions)).isEqualTo(transactions > 0);
  }

  @Test
  void neverIsNever() {
    SnapshotTrigger never = new SnapshotTrigger(SnapshotPolicy.NEVER);
    assertThat(never.due(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(999))).isFalse();
    assertThat(never.dueAtClose(1)).isFalse();
    assertThat(new SnapshotPolicy(0, 0, null, false)).isEqualTo(SnapshotPolicy.NEVER);
  }

  @Test
  void negativeLimitsAreRefused() {
    assertThatThrownBy(() -> new SnapshotPolicy(-1, 0, null, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("everyTransactions is -1");
    assertThatThrownBy(() -> new SnapshotPolicy(0, -2, null, true))
        .hasMessageContaining("everyBytes is -2");
    assertThatThrownBy(() -> new SnapshotPolicy(0, 0, Duration.ofMillis(-1), true))
        .hasMessageContaining("everyTime");
  }
}
