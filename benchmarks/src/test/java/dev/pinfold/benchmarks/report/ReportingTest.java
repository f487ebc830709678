package dev.pinfold.benchmarks.report;

import static dev.pinfold.benchmarks.report.Runs.adds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportingTest {
  private static final String PAGE =
      """
      # Page

      <!-- results: begin, written by benchmarks/run -->
      what stood here
      <!-- results: end -->

      Between.

      <!-- growth: begin, written by benchmarks/run -->
      <!-- growth: end -->

      The end.
      """;

  @TempDir private Path directory;

  private final ResultFile.Contents contents =
      new ResultFile.Contents(
          Runs.header(),
          List.of(
              adds(1, "force", "pinfold", 9_500),
              adds(1, "force", "bare", 10_000),
              adds(1, "force", "chronicle", 8_000),
              adds(1, "grow-threads-1", "pinfold", 1_000),
              adds(1, "grow-threads-64", "pinfold", 5_000),
              Runs.steady(),
              Runs.of(1, "latency", "pinfold", Map.of("p99Micros", 5.0)),
              Runs.failed(1, "force", "lmdb")));

  @Test
  void theReportHasTargetsRatiosGrowthAndFailures() {
    String report = new MarkdownReport(contents.header(), new Results(contents.results())).write();
    assertThat(report.replaceAll(" +", " "))
        .contains("commit 0123456789ab")
        .contains(
            "| add, POWER_LOSS, 1 thread | 9,500/s (9,500 to 9,500) | the bare machine"
                + " 10,000/s (10,000 to 10,000) | 0.95x | 0.95x (0.95 to 0.95) | yes |")
        .contains("| raw Chronicle Queue | 8,000/s (8,000 to 8,000) | 1.19x (1.19 to 1.19) |")
        .contains("| Pinfold | grow-threads-64 | 5,000 |")
        .contains("- round 1, force, lmdb: it broke");
  }

  @Test
  void chartsAreDrawnLightAndDark() throws Exception {
    new Reporting(directory, null).write(contents);
    Path charts = directory.resolve(Charts.DIRECTORY);
    for (String name :
        List.of("force-adds-per-second", "grow-threads", "grow-steady-pairs-per-second")) {
      for (String theme : List.of("light", "dark")) {
        assertThat(charts.resolve(name + "-" + theme + ".svg")).content().contains("<svg");
      }
    }
  }

  @Test
  void everyChartOfThePageIsThere() throws Exception {
    Files.writeString(directory.resolve("benchmarks.md"), PAGE);
    new Reporting(directory, directory).write(contents);
    List<String> charts =
        Pattern.compile("src(?:set)?=\"([^\"]+)\"")
            .matcher(Files.readString(directory.resolve("benchmarks.md")))
            .results()
            .map(chart -> chart.group(1))
            .toList();
    assertThat(charts)
        .contains("benchmarks/grow-threads-dark.svg", "benchmarks/grow-threads-light.svg")
        .allSatisfy(chart -> assertThat(directory.resolve(chart)).isNotEmptyFile());
  }

  @Test
  void thePageKeepsWhatIsOutsideOfTheMarks() throws Exception {
    Files.writeString(directory.resolve("benchmarks.md"), PAGE);
    new Reporting(directory, directory).write(contents);
    assertThat(directory.resolve("benchmarks.md"))
        .content()
        .startsWith("# Page\n\n<!-- results: begin, written by benchmarks/run -->\n\nRun of")
        .contains("<!-- results: end -->\n\nBetween.\n\n<!-- growth: begin")
        .endsWith("<!-- growth: end -->\n\nThe end.\n")
        .doesNotContain("what stood here");
  }

  @Test
  void aRunOfOneKindLeavesTheOtherOnThePage() throws Exception {
    Files.writeString(directory.resolve("benchmarks.md"), PAGE);
    new Reporting(directory, directory)
        .write(new ResultFile.Contents(Runs.header(), List.of(Runs.steady())));
    assertThat(directory.resolve("benchmarks.md"))
        .content()
        .contains("what stood here", "### grow-steady");
  }

  @Test
  void rawResultsOfEachKindAreKeptBesideTheCharts() throws Exception {
    Files.writeString(directory.resolve("benchmarks.md"), PAGE);
    new Reporting(directory, directory).write(contents);
    Path kept = directory.resolve(Charts.DIRECTORY);
    ResultFile.Contents table = new ResultFile(kept.resolve("results.ndjson")).read();
    ResultFile.Contents growth = new ResultFile(kept.resolve("growth.ndjson")).read();
    assertThat(table.header()).isEqualTo(contents.header());
    assertThat(growth.header()).isEqualTo(contents.header());
    assertThat(growth.results()).containsExactlyElementsOf(contents.results().subList(3, 6));
    assertThat(table.results())
        .hasSize(5)
        .containsAll(contents.results().subList(0, 3))
        .containsAll(contents.results().subList(6, 8));
    new Reporting(directory, directory)
        .write(new ResultFile.Contents(Runs.header(), List.of(Runs.steady())));
    assertThat(new ResultFile(kept.resolve("results.ndjson")).read()).isEqualTo(table);
    assertThat(new ResultFile(kept.resolve("growth.ndjson")).read().results())
        .containsExactly(Runs.steady());
  }

  @Test
  void samplesAreSummedUpByTime() {
    String report = new MarkdownReport(contents.header(), new Results(contents.results())).write();
    assertThat(report.replaceAll(" +", " "))
        .contains("| up to seconds | heapMegabytes | pairsPerSecond |")
        .contains("| 2.00 | 10.0 (10.0 to 10.0) | 101 (100 to 101) |")
        .contains("| 12.0 | 10.0 (10.0 to 10.0) | 111 (110 to 111) |")
        .contains("grow-steady-heap-megabytes-dark.svg");
  }

  @Test
  void aPageWithoutMarksIsLeftAlone() {
    assertThatThrownBy(() -> Reporting.insert("# Page\n", "results", Optional.of("report")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theSeriesAreInTheNames() {
    assertThat(new GrowthTables(new Results(contents.results())).series())
        .containsExactly(
            Map.entry("grow-threads", List.of("grow-threads-1", "grow-threads-64")),
            Map.entry("grow-steady", List.of("grow-steady")));
    assertThat(GrowthTables.number("grow-backlog-10m")).isEqualTo(10e6);
    assertThat(GrowthTables.number("grow-steady")).isZero();
  }
}
