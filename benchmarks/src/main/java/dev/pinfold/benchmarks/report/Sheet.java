package dev.pinfold.benchmarks.report;

import java.awt.Graphics2D;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.XYStyler;

/**
 * Small charts in one picture, two beside each other. It is a chart itself, as XChart writes one
 * chart into a file.
 */
final class Sheet extends Chart<XYStyler, XYSeries> {
  private static final int COLUMNS = 2;
  private static final int WIDTH = 460; // of each chart
  private static final int HEIGHT = 250;

  private final List<XYChart> charts;

  /**
   * @param charts at least one, each drawn in the size of its place
   */
  Sheet(List<XYChart> charts) {
    super(COLUMNS * WIDTH, rows(charts) * HEIGHT, charts.get(0).getStyler());
    this.charts = List.copyOf(charts);
  }

  private static int rows(List<XYChart> charts) {
    return (charts.size() + COLUMNS - 1) / COLUMNS;
  }

  @Override
  public void paint(Graphics2D graphics, int width, int height) {
    paintBackground(graphics);
    for (int i = 0; i < charts.size(); i++) {
      Graphics2D place = (Graphics2D) graphics.create();
      place.translate(i % COLUMNS * WIDTH, i / COLUMNS * HEIGHT);
      charts.get(i).paint(place, WIDTH, HEIGHT);
      place.dispose();
    }
  }
}
