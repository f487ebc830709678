package dev.pinfold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TickingClockTest {
  @Test
  @Timeout(60)
  void followsItsSourceWhileAskedAndRestsOtherwise() {
    AtomicLong time = new AtomicLong(1_000);
    TickingClock clock = new TickingClock(() -> Instant.ofEpochMilli(time.get()));
    assertThat(clock.millis()).isEqualTo(1_000);
    for (long now : new long[] {1_001, 5_000, 4_000}) {
      time.set(now);
      while (clock.millis() != now) {
        Thread.onSpinWait();
      }
      assertThat(clock.instant().toEpochMilli()).isEqualTo(now);
    }
    while (!clock.isResting()) {
      Thread.onSpinWait();
    }
    time.set(9_000);
    assertThat(clock.millis()).as("the first to ask gets the present time").isEqualTo(9_000);
    time.set(9_001);
    while (clock.millis() != 9_001) {
      Thread.onSpinWait();
    }
  }

  @Test
  @Timeout(60)
  void endsItsThreadWhenNobodyAsksAndStartsAnother() {
    AtomicLong time = new AtomicLong(1_000);
    TickingClock clock = new TickingClock(() -> Instant.ofEpochMilli(time.get()));
    for (int i = 0; i < 2; i++) {
      assertThat(clock.isStopped()).isTrue();
      assertThat(clock.millis()).isEqualTo(time.get());
      assertThat(clock.isStopped()).isFalse();
      long next = time.incrementAndGet();
      while (clock.millis() != next) {
        Thread.onSpinWait();
      }
      while (!clock.isStopped()) {
        Thread.onSpinWait();
      }
    }
  }
}
