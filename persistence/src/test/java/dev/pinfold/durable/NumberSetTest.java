package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NumberSetTest {
  private static final int MOST = 30_000; // some chunks

  private final NumberSet set = new NumberSet();

  private List<String> present(long first, long last) {
    List<String> ranges = new ArrayList<>();
    set.present(first, last, (from, to) -> ranges.add(from + "-" + to));
    return ranges;
  }

  /** What is between those that are present. */
  private List<String> missing(long first, long last) {
    List<String> ranges = new ArrayList<>();
    long[] next = {first};
    set.present(
        first,
        last,
        (from, to) -> {
          if (from > next[0]) {
            ranges.add(next[0] + "-" + (from - 1));
          }
          next[0] = to + 1;
        });
    if (next[0] <= last) {
      ranges.add(next[0] + "-" + last);
    }
    return ranges;
  }

  @Test
  void againstAModel() {
    long seed = Long.getLong("pinfold.seed", System.nanoTime());
    System.out.println("NumberSetTest: -Dpinfold.seed=" + seed);
    Random random = new Random(seed);
    TreeSet<Long> model = new TreeSet<>();
    for (int step = 0; step < 600; step++) {
      long first = random.nextInt(MOST);
      long last = first + random.nextInt(random.nextInt(3) == 0 ? MOST : 50);
      switch (random.nextInt(3)) {
        case 0 -> {
          set.addAll(first, last);
          for (long number = first; number <= last; number++) {
            model.add(number);
          }
        }
        case 1 -> {
          set.removeAll(first, last);
          model.subSet(first, true, last, true).clear();
        }
        default -> assertThat(set.add(first)).isEqualTo(model.add(first));
      }
      assertSame(model, random.nextInt(MOST), random.nextInt(2 * MOST));
    }
  }

  private void assertSame(Set<Long> model, long first, long last) {
    List<String> present = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (long number = first; number <= last; ) {
      boolean isIn = model.contains(number);
      assertThat(set.contains(number)).isEqualTo(isIn);
      long from = number;
      while (number <= last && model.contains(number) == isIn) {
        number++;
      }
      (isIn ? present : missing).add(from + "-" + (number - 1));
    }
    assertThat(present(first, last)).isEqualTo(present);
    assertThat(missing(first, last)).isEqualTo(missing);
  }

  @Test
  @Timeout(10)
  void longStretchesTakeNoTime() {
    long most = Long.MAX_VALUE - 1;
    set.addAll(5, 1L << 55);
    set.removeAll(1L << 40, 1L << 50);
    assertThat(present(1, most))
        .containsExactly("5-" + ((1L << 40) - 1), ((1L << 50) + 1) + "-" + (1L << 55));
    assertThat(missing(1, 1L << 56))
        .containsExactly("1-4", (1L << 40) + "-" + (1L << 50), ((1L << 55) + 1) + "-" + (1L << 56));
    assertThat(set.add(most)).isTrue();
    assertThat(set.contains(most)).isTrue();
    set.addAll(1, most);
    assertThat(present(1, most)).containsExactly("1-" + most);
    set.removeAll(1, most);
    assertThat(present(1, most)).isEmpty();
  }
}
