package dev.pinfold.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.internal.chartpart.Chart;

/** Draws all charts of a run, each light and dark, into a directory. */
final class Charts {
  /** Where the charts lie beside the page that shows them. */
  static final String DIRECTORY = "benchmarks";

  private final Results results;
  private final GrowthTables growth;
  private final Path directory;

  Charts(Results results, Path directory) {
    this.results = results;
    this.growth = new GrowthTables(results);
    this.directory = directory;
  }

  /** Puts a chart on a page, which shows the light or the dark one as its reader's page is. */
  static void reference(StringBuilder out, String slug, String title) {
    out.append("<picture><source media=\"(prefers-color-scheme: dark)\" srcset=\"");
    out.append(DIRECTORY).append('/').append(slug).append("-dark.svg\"><img alt=\"");
    out.append(title).append("\" src=\"").append(DIRECTORY).append('/').append(slug);
    out.append("-light.svg\"></picture>\n\n");
  }

  void draw() throws IOException {
    Files.createDirectories(directory);
    for (Theme theme : Theme.values()) {
      for (Row row : Rows.ALL) {
        if (results.engines(row.workload(), row.measure(), row.higherIsBetter()).size() > 1) {
          save(BarChart.of(row, results, theme), row.slug(), theme);
        }
      }
      for (Map.Entry<String, List<String>> series : growth.series().entrySet()) {
        growth(series.getKey(), series.getValue(), theme);
      }
    }
  }

  private void growth(String name, List<String> workloads, Theme theme) throws IOException {
    List<RunResult> sampled = growth.sampled(workloads);
    if (!sampled.isEmpty()) {
      samples(name, sampled.get(0), theme);
    } else if (workloads.size() > 1) {
      List<RunResult> all = workloads.stream().flatMap(w -> results.of(w).stream()).toList();
      series(name, workloads, all, theme);
    }
  }

  /** The first measure, which is the one that matters most, over the number in the names. */
  private void series(String name, List<String> workloads, List<RunResult> all, Theme theme)
      throws IOException {
    Set<String> engines = new LinkedHashSet<>(all.stream().map(RunResult::engine).toList());
    String measure = all.get(0).values().keySet().stream().findFirst().orElse("");
    Map<String, Map<Double, Double>> lines = new LinkedHashMap<>();
    List<String> colours = new ArrayList<>();
    for (String engine : engines) {
      Map<Double, Double> points = new TreeMap<>();
      for (String workload : workloads) {
        results
            .spread(workload, measure, engine)
            .ifPresent(spread -> points.put(GrowthTables.number(workload), spread.median()));
      }
      if (!points.isEmpty()) {
        lines.put(Names.title(engine), points);
        colours.add(engine);
      }
    }
    if (!lines.isEmpty()) {
      save(LineChart.of(name + ": " + measure, "", lines, colours, true, theme), name, theme);
    }
  }

  /** Each measure over time. */
  private void samples(String name, RunResult result, Theme theme) throws IOException {
    for (String measure : GrowthTables.measuresOf(result)) {
      Map<Double, Double> points = new TreeMap<>();
      for (Map<String, Double> sample : result.samples()) {
        points.put(sample.get(GrowthTables.TIME), sample.get(measure));
      }
      save(
          LineChart.of(
              name + ": " + measure,
              GrowthTables.TIME,
              Map.of(Names.title(result.engine()), points),
              List.of(result.engine()),
              false,
              theme),
          Names.slug(name, measure),
          theme);
    }
  }

  private void save(Chart<?, ?> chart, String slug, Theme theme) throws IOException {
    Path file = directory.resolve(slug + "-" + theme.id() + ".svg");
    VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
    Files.writeString(file, Svg.shorten(Files.readString(file)));
  }
}
