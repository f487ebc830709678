package dev.pinfold.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamesTest {
  @Test
  void numbersHaveAsManyDigitsAsSaySomething() {
    assertThat(Names.number(6_712_345)).isEqualTo("6,710,000");
    assertThat(Names.number(612.4)).isEqualTo("612");
    assertThat(Names.number(45.67)).isEqualTo("45.7");
    assertThat(Names.number(4.567)).isEqualTo("4.57");
    assertThat(Names.number(0.0854)).isEqualTo("0.085");
    assertThat(Names.number(0)).isEqualTo("0");
  }

  @Test
  void factorsSayTimes() {
    assertThat(Names.times(1.417)).isEqualTo("1.42x");
    assertThat(Names.times(23.4)).isEqualTo("23x");
    assertThat(Names.times(new Spread(1.5, 1.25, 2))).isEqualTo("1.50x (1.25 to 2.00)");
  }
}
