package dev.pinfold.benchmarks.report;

import java.awt.BasicStroke;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A measure over a growing number, or over time: a line for each engine or measure. */
final class LineChart {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 380;

  // On logarithmic axes half of the label 100,000,000 fits beside the last point, on a Sheet too.
  private static final int PADDING = 20; // pixels around the plot and its labels
  private static final double CONTENT = 0.88; // of the plot, from the first point to the last
  private static final BasicStroke THIN = new BasicStroke(0.5f); // there are nine lines a decade

  private LineChart() {}

  /**
   * @param title above the chart
   * @param xTitle below it
   * @param lines by name, each its points by x
   * @param engines whose colour each line has
   * @param logarithmic whether both axes are
   */
  static XYChart of(
      String title,
      String xTitle,
      Map<String, Map<Double, Double>> lines,
      List<String> engines,
      boolean logarithmic,
      Theme theme) {
    XYChart chart =
        new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle(xTitle).build();
    theme.apply(chart.getStyler());
    chart.getStyler().setYAxisDecimalPattern("#,##0.###");
    chart.getStyler().setXAxisDecimalPattern("#,##0.###");
    chart.getStyler().setLegendVisible(lines.size() > 1);
    chart.getStyler().setXAxisLogarithmic(logarithmic);
    chart.getStyler().setYAxisLogarithmic(logarithmic);
    if (logarithmic) {
      decades(chart, lines);
    } else {
      chart.getStyler().setYAxisMin(0.0);
    }
    int line = 0;
    for (Map.Entry<String, Map<Double, Double>> entry : lines.entrySet()) {
      List<Double> xs = new ArrayList<>(entry.getValue().keySet());
      List<Double> ys = new ArrayList<>(entry.getValue().values());
      XYSeries series = chart.addSeries(entry.getKey(), xs, ys);
      series.setMarker(logarithmic ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
      series.setMarkerColor(theme.ofLine(engines.get(line), line));
      series.setLineColor(theme.ofLine(engines.get(line), line));
      line++;
    }
    return chart;
  }

  /** Only whole powers of ten are labelled: at least two are there, and each has its room. */
  private static void decades(XYChart chart, Map<String, Map<Double, Double>> lines) {
    chart.getStyler().setChartPadding(PADDING);
    chart.getStyler().setPlotContentSize(CONTENT);
    chart.getStyler().setPlotGridLinesStroke(THIN);
    DoubleSummaryStatistics values =
        lines.values().stream()
            .flatMap(line -> line.values().stream())
            .mapToDouble(Double::doubleValue)
            .filter(value -> value > 0)
            .summaryStatistics();
    if (values.getCount() > 0) {
      double low = Math.floor(Math.log10(values.getMin()));
      double high = Math.ceil(Math.log10(values.getMax()));
      chart.getStyler().setYAxisMin(Math.pow(10, low));
      chart.getStyler().setYAxisMax(Math.pow(10, Math.max(high, low + 1)));
    }
  }
}
