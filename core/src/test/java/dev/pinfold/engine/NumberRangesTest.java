package dev.pinfold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumberRangesTest {
  private final NumberRanges ranges = new NumberRanges();

  private List<String> all() {
    List<String> all = new ArrayList<>();
    long first = ranges.next(1);
    while (first != 0) {
      all.add(first + "-" + ranges.endOf(first));
      first = ranges.next(ranges.endOf(first) + 1);
    }
    return all;
  }

  @Test
  void numbersJoinOverWhatLiesBetween() {
    assertThat(ranges.isEmpty()).isTrue();
    assertThat(ranges.contains(0)).isFalse();
    assertThat(all()).isEmpty();
    ranges.add(0, 10, 20);
    assertThat(all()).containsExactly("10-10");
    ranges.add(30, 40, 0);
    ranges.add(10, 20, 30);
    assertThat(all()).containsExactly("10-20", "40-40");
    ranges.add(20, 30, 40);
    assertThat(all()).containsExactly("10-40");
    ranges.clear();
    assertThat(ranges.isEmpty()).isTrue();
    assertThat(all()).isEmpty();
  }
}
