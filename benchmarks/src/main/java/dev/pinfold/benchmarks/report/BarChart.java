package dev.pinfold.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** A row of the table as bars, one for each engine, best first; on a logarithmic scale. */
final class BarChart {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 380;

  private BarChart() {}

  static CategoryChart of(Row row, Results results, Theme theme) {
    List<String> engines = results.engines(row.workload(), row.measure(), row.higherIsBetter());
    List<String> titles = engines.stream().map(Names::title).toList();
    String unit = row.unit().equals("/s") ? "per second" : row.unit();
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(row.title())
            .yAxisTitle(
                unit + ", log scale, " + (row.higherIsBetter() ? "more" : "less") + " is better")
            .build();
    theme.apply(chart.getStyler());
    chart.getStyler().setYAxisDecimalPattern("#,##0.###");
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setOverlapped(true); // each engine is a series: that is how it gets a colour
    chart.getStyler().setAvailableSpaceFill(0.6);
    chart.getStyler().setXAxisLabelRotation(engines.size() > 5 ? 30 : 0);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setYAxisMin(lowest(row, results, engines));
    for (int i = 0; i < engines.size(); i++) {
      List<Double> heights = new ArrayList<>();
      for (int j = 0; j < engines.size(); j++) {
        heights.add(j == i ? median(row, results, engines.get(j)) : null);
      }
      chart.addSeries(titles.get(i), titles, heights).setFillColor(theme.of(engines.get(i)));
    }
    return chart;
  }

  private static double median(Row row, Results results, String engine) {
    return results.spread(row.workload(), row.measure(), engine).orElseThrow().median();
  }

  /** A power of ten below all bars, so that the lowest can be seen. */
  private static double lowest(Row row, Results results, List<String> engines) {
    double least =
        engines.stream().mapToDouble(engine -> median(row, results, engine)).min().orElse(1);
    return Math.pow(10, Math.floor(Math.log10(Math.max(1e-3, least / 2))));
  }
}
