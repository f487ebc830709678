package dev.pinfold.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
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

  /** All charts of a series; those over the number in the names are one picture. */
  private void growth(String name, List<String> workloads, Theme theme) throws IOException {
    for (RunResult sampled : growth.sampled(workloads)) {
      samples(name, sampled, theme);
    }
    List<XYChart> charts =
        growth.charted(name, workloads).stream()
            .map(measure -> series(name, workloads, measure, theme))
            .toList();
    if (!charts.isEmpty()) {
      save(charts.size() == 1 ? charts.get(0) : new Sheet(charts), name, theme);
    }
  }

  /** A measure over the number in the names, a line for each engine. */
  private XYChart series(String name, List<String> workloads, String measure, Theme theme) {
    Map<String, Map<Double, Double>> lines = new LinkedHashMap<>();
    List<String> colours = new ArrayList<>();
    for (String engine : growth.engines(workloads)) {
      Map<Double, Double> points = growth.points(workloads, measure, engine);
      if (!points.isEmpty()) {
        lines.put(Names.title(engine), points);
        colours.add(engine);
      }
    }
    return LineChart.of(measure, name, lines, colours, true, theme);
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
