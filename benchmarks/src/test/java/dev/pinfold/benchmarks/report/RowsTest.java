package dev.pinfold.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.benchmarks.workloads.Workload;
import dev.pinfold.benchmarks.workloads.Workloads;
import org.junit.jupiter.api.Test;

class RowsTest {
  @Test
  void everyRowIsOfAWorkloadOfTheTableAndEveryWorkloadHasARow() {
    assertThat(Rows.ALL.stream().map(Row::workload).distinct())
        .containsExactlyInAnyOrderElementsOf(Workloads.TABLE.stream().map(Workload::name).toList());
  }

  @Test
  void noTwoRowsShareAChart() {
    assertThat(Rows.ALL.stream().map(Row::slug)).doesNotHaveDuplicates();
  }
}
