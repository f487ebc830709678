package dev.pinfold.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A flame graph as SVG, with the outermost frames on top: the width of a frame is its share of the
 * samples, what lies under it was called by it. On a light page and on a dark one.
 */
public final class FlameGraph {
  private static final double WIDTH = 1_200;
  private static final double ROW = 17;
  private static final double HEAD = 26;
  private static final double LEAST_SHARE = 0.003; // narrower frames are left out
  private static final double CHARACTER = 6.2; // of the font, about

  private final StackTree root;
  private final StringBuilder out = new StringBuilder();

  private FlameGraph(StackTree root) {
    this.root = root;
  }

  /**
   * Draws what was measured while flight recordings were made: {@code name.svg}, or one for each
   * part, named by it, where there are several. Nothing measured or no samples, no graph.
   */
  public static void draw(List<Path> recordings, String name, Path directory) throws IOException {
    MeasuredSamples samples = new MeasuredSamples();
    for (Path recording : recordings) {
      samples.add(recording);
    }
    boolean single = samples.parts().size() == 1;
    for (Map.Entry<String, StackTree> part : samples.trees().entrySet()) {
      String title = single ? name : name + "-" + part.getKey();
      Files.writeString(directory.resolve(title + ".svg"), of(part.getValue(), title));
    }
  }

  static String of(StackTree tree, String title) {
    return new FlameGraph(tree).write(title);
  }

  private String write(String title) {
    double height = HEAD + ROW * root.depth(root.samples() * LEAST_SHARE) + 4;
    out.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\""
                + " font-family=\"sans-serif\" font-size=\"11\">\n",
            WIDTH,
            height,
            WIDTH));
    out.append("<text x=\"2\" y=\"17\" font-size=\"14\" fill=\"#808890\">");
    out.append(escaped(title)).append(", ").append(root.samples()).append(" samples</text>\n");
    level(root, 0, HEAD);
    return out.append("</svg>\n").toString();
  }

  private void level(StackTree parent, double left, double top) {
    double x = left;
    for (Map.Entry<String, StackTree> callee : parent.callees().entrySet()) {
      double share = (double) callee.getValue().samples() / root.samples();
      if (share >= LEAST_SHARE) {
        frame(callee.getKey(), x, top, share);
        level(callee.getValue(), x, top + ROW);
      }
      x += share * WIDTH;
    }
  }

  private void frame(String name, double x, double y, double share) {
    double width = share * WIDTH;
    out.append(
        String.format(
            Locale.ROOT,
            "<g><title>%s: %.1f %%</title><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.0f\""
                + " fill=\"%s\" rx=\"1\"/>",
            escaped(name),
            share * 100,
            x,
            y,
            Math.max(0.5, width - 0.6),
            ROW - 1,
            colour(name)));
    int characters = (int) ((width - 6) / CHARACTER);
    if (characters >= 3) {
      String shown = name.length() <= characters ? name : name.substring(0, characters - 1) + "…";
      out.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%.1f\" fill=\"#1f2328\">%s</text>",
              x + 3,
              y + 12,
              escaped(shown)));
    }
    out.append("</g>\n");
  }

  /** Neighbours differ a little; the same frame has the same colour everywhere. */
  private static String colour(String name) {
    if (name.startsWith("thread ")) {
      return "#b8c0c8";
    }
    int shade = Math.floorMod(name.hashCode(), 40);
    return String.format(Locale.ROOT, "#%02x%02x%02x", 120 + shade, 185 + shade, 150 + shade / 2);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
