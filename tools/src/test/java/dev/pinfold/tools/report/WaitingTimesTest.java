package dev.pinfold.tools.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WaitingTimesTest {
  private final long[] counts = new long[WaitingTimes.BOUNDS.length + 1];

  @Test
  void eachIsCountedByItsBound() {
    WaitingTimes waiting = new WaitingTimes(100);
    long[] waits = {0, 1, 2, 10, 11, 3_600_000, Long.MAX_VALUE / 2};
    for (int i = 0; i < waits.length; i++) {
      waiting.added(1, i + 1, 5);
      waiting.ended(1, i + 1, i + 1, 5 + waits[i], counts);
    }
    assertThat(counts).startsWith(2, 2, 1).endsWith(1);
    assertThat(counts[7]).isEqualTo(1);
    assertThat(waiting.stride()).isEqualTo(1);
  }

  @Test
  void ofManyAPartStandsForAll() {
    WaitingTimes waiting = new WaitingTimes(1_000);
    for (int number = 1; number <= 100_000; number++) {
      waiting.added(number % 3, number, 0);
    }
    for (int queue = 0; queue < 3; queue++) {
      waiting.ended(queue, 1, 100_000, 500, counts);
    }
    assertThat(waiting.stride()).isEqualTo(128);
    assertThat(Arrays.stream(counts).sum()).isBetween(95_000L, 100_000L);
    assertThat(counts[3]).isEqualTo(Arrays.stream(counts).sum());
  }

  @Test
  void whatIsNotToBeCountedIsForgotten() {
    WaitingTimes waiting = new WaitingTimes(10);
    waiting.added(1, 1, 0);
    waiting.ended(1, 1, 5, 9, null);
    waiting.ended(1, 1, 5, 9, counts);
    waiting.ended(2, 1, 5, 9, counts);
    assertThat(counts).containsOnly(0);
  }
}
