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
  private static final double LEAST_TELLING = 0.05;
  private static final double CHARACTER = 6.2; // of the font, about

  private final StackTree root;
  private final StringBuilder out = new StringBuilder();

  private FlameGraph(StackTree root) {
    this.root = root;
  }

  /**
   * Draws what async-profiler sampled: {@code name.svg} of what ran and, where calls to the queue
   * wait for a twentieth of their time or more, {@code name-waiting.svg} of that time; where the
   * forcing thread forces for that long, {@code name-forcer.svg} of its time. No samples, no graph.
   */
  public static void draw(List<Path> recordings, String name, Path directory) throws IOException {
    Samples samples = new Samples();
    for (Path recording : recordings) {
      samples.add(recording);
    }
    if (samples.running().samples() > 0) {
      Files.writeString(directory.resolve(name + ".svg"), of(samples.running(), name));
    }
    draw(
        samples.inCalls(),
        name + ", time in calls, waiting or not",
        directory.resolve(name + "-waiting.svg"));
    draw(
        samples.forcer(),
        name + ", time of the forcing thread, at work or not",
        directory.resolve(name + "-forcer.svg"));
  }

  private static void draw(Samples.Elapsed elapsed, String title, Path file) throws IOException {
    if (elapsed.tellingShare() >= LEAST_TELLING) {
      Files.writeString(file, of(elapsed.tree(), title));
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

  /**
   * Neighbours differ a little; the same frame has the same colour everywhere. Java is green, the
   * JVM and other native code is yellow, the kernel orange.
   */
  private static String colour(String name) {
    if (name.startsWith("thread ")) {
      return "#b8c0c8";
    }
    int shade = Math.floorMod(name.hashCode(), 40);
    if (name.endsWith(Samples.KERNEL)) {
      return rgb(215 + shade, 140 + shade, 100);
    }
    boolean java = name.indexOf('.') > 0 && !name.contains("::");
    return java
        ? rgb(120 + shade, 185 + shade, 150 + shade / 2)
        : rgb(215 + shade, 190 + shade, 110);
  }

  private static String rgb(int red, int green, int blue) {
    return String.format(Locale.ROOT, "#%02x%02x%02x", red, green, blue);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
