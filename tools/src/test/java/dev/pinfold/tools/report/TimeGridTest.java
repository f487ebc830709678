package dev.pinfold.tools.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeGridTest {
  private final TimeGrid grid = new TimeGrid();
  private final TimeGrid.Counts counts = grid.counts();

  @Test
  void nothingIsLostWhateverTheTimes() {
    Random random = new Random(3);
    long time = 1_700_000_000_123L;
    long total = 0;
    for (int i = 0; i < 10_000; i++) {
      time += random.nextInt(10) == 0 ? random.nextInt(100_000) : random.nextInt(3);
      grid.reach(time);
      int number = random.nextInt(5);
      counts.add(number);
      total += number;
    }
    assertThat(Arrays.stream(counts.steps()).sum()).isEqualTo(total);
    assertThat(counts.steps().length).isBetween(TimeGrid.MOST / 2, TimeGrid.MOST);
    long end = grid.startMillis() + counts.steps().length * grid.widthMillis();
    assertThat(time).isBetween(end - grid.widthMillis(), end - 1);
  }

  @Test
  void eachCountIsInTheStepOfItsTime() {
    long first = 1_000_003;
    for (long time = first; time < first + 5_000; time++) {
      grid.reach(time);
      counts.add(1);
    }
    long[] steps = counts.steps();
    for (int i = 1; i + 1 < steps.length; i++) {
      assertThat(steps[i]).isEqualTo(grid.widthMillis());
    }
    assertThat(grid.startMillis() % grid.widthMillis()).isZero();
    assertThat(steps[0]).isEqualTo(grid.startMillis() + grid.widthMillis() - first);
  }

  @Test
  void whatIsBeforeTheFirstTimeCountsThere() {
    counts.add(7);
    grid.reach(5_000);
    counts.add(1);
    assertThat(counts.steps()).containsExactly(8);
    assertThat(grid.startMillis()).isEqualTo(5_000);
  }
}
