package dev.pinfold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TickingClockTest {
  @Test
  @Timeout(60)
  void followsItsSourceWhileAskedAndRestsOtherwise() {
    AtomicLong time = new AtomicLong(1_000);
    AtomicLong reads = new AtomicLong();
    InstantSource source =
        () -> {
          reads.incrementAndGet();
          return java.time.Instant.ofEpochMilli(time.get());
        };
    TickingClock clock = new TickingClock(source);
    assertThat(clock.millis()).isEqualTo(1_000);
    for (long now : new long[] {1_001, 5_000, 4_000}) {
      time.set(now);
      while (clock.millis() != now) {
        Thread.onSpinWait();
      }
      assertThat(clock.instant().toEpochMilli()).isEqualTo(now);
    }
    awaitRest(reads);
    time.set(9_000);
    assertThat(clock.millis()).as("the first to ask gets the present time").isEqualTo(9_000);
    time.set(9_001);
    while (clock.millis() != 9_001) {
      Thread.onSpinWait();
    }
  }

  /** It rests when it has read nothing for far longer than a tick. */
  private static void awaitRest(AtomicLong reads) {
    long before = -1;
    while (before != reads.get()) {
      before = reads.get();
      java.util.concurrent.locks.LockSupport.parkNanos(300_000_000L);
    }
  }
}
