package dev.pinfold.benchmarks.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import org.knowm.xchart.style.AxesChartStyler;

/** The colours of a chart, for pages that are light and for those that are dark. */
enum Theme {
  LIGHT("light", 0xFFFFFF, 0x1F2328, 0xD8DEE4, 0x0B6E4F, 0x9AA4AF, 0xC9A227),
  DARK("dark", 0x0D1117, 0xE6EDF3, 0x30363D, 0x3FB68B, 0x6E7681, 0xD9B44A);

  private static final String FONT = Font.SANS_SERIF;

  /** For peers that are lines in one chart: mid tones that stand out on either background. */
  private static final int[] PEER_LINES = {
    0x4C8BF5, 0xE0653A, 0xA66CD4, 0x2FA7B5, 0xC2569B, 0x8A8F3C, 0xB0723B, 0x7A86C9
  };

  private final String id;
  private final Color background;
  private final Color text;
  private final Color grid;
  private final Color pinfold;
  private final Color peer;
  private final Color bare;

  Theme(String id, int background, int text, int grid, int pinfold, int peer, int bare) {
    this.id = id;
    this.background = new Color(background);
    this.text = new Color(text);
    this.grid = new Color(grid);
    this.pinfold = new Color(pinfold);
    this.peer = new Color(peer);
    this.bare = new Color(bare);
  }

  /** Part of a chart's file name. */
  String id() {
    return id;
  }

  Color of(String engine) {
    return switch (engine) {
      case Results.PINFOLD -> pinfold;
      case Results.BARE -> bare;
      default -> peer;
    };
  }

  /** The colour of an engine's line, by its place among the lines. */
  Color ofLine(String engine, int line) {
    return switch (engine) {
      case Results.PINFOLD, Results.BARE -> of(engine);
      default -> new Color(PEER_LINES[line % PEER_LINES.length]);
    };
  }

  void apply(AxesChartStyler styler) {
    styler.setChartBackgroundColor(background);
    styler.setPlotBackgroundColor(background);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(grid);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setChartFontColor(text);
    styler.setAxisTickLabelsColor(text);
    styler.setXAxisTitleColor(text);
    styler.setYAxisTitleColor(text);
    styler.setAxisTickMarksColor(grid);
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitleFont(new Font(FONT, Font.BOLD, 15));
    styler.setAxisTitleFont(new Font(FONT, Font.PLAIN, 12));
    styler.setAxisTickLabelsFont(new Font(FONT, Font.PLAIN, 12));
    styler.setLegendBackgroundColor(background);
    styler.setLegendBorderColor(background);
    styler.setLegendFont(new Font(FONT, Font.PLAIN, 12));
  }
}
