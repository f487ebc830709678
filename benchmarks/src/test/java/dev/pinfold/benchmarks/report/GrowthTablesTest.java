package dev.pinfold.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrowthTablesTest {
  private static final List<String> BACKLOGS = List.of("grow-backlog-1m", "grow-backlog-10m");
  private static final List<String> THREADS = List.of("grow-threads-1", "grow-threads-64");

  @Test
  void aSeriesThatIsListedHasTheChartsOfTheList() {
    Map<String, Double> values =
        measured("heapMegabytes", "diskMegabytes", "snapshotMillis", "addsPerSecond");
    assertThat(of(BACKLOGS, values).charted("grow-backlog", BACKLOGS))
        .containsExactly("addsPerSecond", "snapshotMillis", "heapMegabytes");
  }

  @Test
  void anotherHasAChartOfTheFirstMeasure() {
    GrowthTables growth = of(THREADS, measured("pairsPerSecond", "addsPerSecond"));
    assertThat(growth.charted("grow-threads", THREADS)).containsExactly("pairsPerSecond");
  }

  @Test
  void theFirstMeasureIsFoundWhereTheFirstWorkloadFailed() {
    GrowthTables growth =
        new GrowthTables(
            new Results(
                List.of(
                    Runs.failed(1, THREADS.get(0), "pinfold"),
                    Runs.adds(1, THREADS.get(1), "pinfold", 5_000))));
    assertThat(growth.charted("grow-threads", THREADS)).containsExactly("addsPerSecond");
  }

  @Test
  void whereNothingIsToBeDrawnThePageRefersToNothing() {
    for (List<RunResult> none :
        List.of(
            List.of(Runs.adds(1, "grow-start-up", "pinfold", 5_000)),
            List.of(Runs.adds(1, "grow-threads-1", "pinfold", 5_000)),
            List.of(
                Runs.adds(1, "grow-threads-1", "pinfold", 0),
                Runs.adds(1, "grow-threads-64", "pinfold", 0)),
            List.of(
                Runs.failed(1, "grow-threads-1", "pinfold"),
                Runs.failed(1, "grow-threads-64", "pinfold")))) {
      StringBuilder page = new StringBuilder();
      new GrowthTables(new Results(none)).write(page);
      assertThat(page).contains("### grow-").doesNotContain("<picture>");
    }
  }

  @Test
  void pointsAreMediansAboveZeroByTheNumber() {
    GrowthTables growth =
        new GrowthTables(
            new Results(
                List.of(
                    Runs.adds(1, "grow-backlog-10m", "pinfold", 300),
                    Runs.adds(2, "grow-backlog-10m", "pinfold", 100),
                    Runs.adds(3, "grow-backlog-10m", "pinfold", 200),
                    Runs.adds(1, "grow-backlog-1m", "pinfold", 0),
                    Runs.adds(1, "grow-backlog-1m", "sqlite", 7))));
    assertThat(growth.points(BACKLOGS, "addsPerSecond", "pinfold"))
        .containsExactly(Map.entry(10e6, 200.0));
    assertThat(growth.points(BACKLOGS, "addsPerSecond", "sqlite"))
        .containsExactly(Map.entry(1e6, 7.0));
  }

  @Test
  void thePageSaysWhatItsChartsShow() {
    StringBuilder page = new StringBuilder();
    of(BACKLOGS, measured("takesPerSecond", "addsPerSecond")).write(page);
    assertThat(page)
        .contains(
            "<img alt=\"Medians from grow-backlog-1m to grow-backlog-10m of addsPerSecond,"
                + " takesPerSecond\" src=\"benchmarks/grow-backlog-light.svg\">");
    page.setLength(0);
    new GrowthTables(new Results(List.of(Runs.steady()))).write(page);
    assertThat(page)
        .contains(
            "<img alt=\"grow-steady over 12.0 seconds: heapMegabytes\""
                + " src=\"benchmarks/grow-steady-heap-megabytes-light.svg\">")
        .doesNotContain("Medians");
  }

  private static GrowthTables of(List<String> workloads, Map<String, Double> values) {
    return new GrowthTables(
        new Results(workloads.stream().map(w -> Runs.of(1, w, "pinfold", values)).toList()));
  }

  /** Values of these measures, in this order. */
  private static Map<String, Double> measured(String... measures) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (String measure : measures) {
      values.put(measure, 1.0 + values.size());
    }
    return values;
  }
}
