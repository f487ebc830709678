package dev.pinfold.archive.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class SystemRandomTest {
  @Test
  void eachNumberIsAnotherAndAllBitsVary() {
    requireRandom(SystemRandom::nextLong);
  }

  @Test
  void soWithThoseThatAreReadAhead() {
    requireRandom(SystemRandom::nextLongAhead);
  }

  private static void requireRandom(LongSupplier numbers) {
    Set<Long> seen = new HashSet<>();
    long anySet = 0;
    long allSet = -1;
    for (int i = 0; i < 200; i++) {
      long number = numbers.getAsLong();
      assertThat(seen.add(number)).isTrue();
      anySet |= number;
      allSet &= number;
    }
    assertThat(anySet).isEqualTo(-1);
    assertThat(allSet).isZero();
  }
}
