package dev.pinfold.benchmarks.report;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Drawings as they go into the repository: small, and the same whenever they show the same. */
final class Svg {
  private static final Pattern FINE = Pattern.compile("(\\.\\d\\d)\\d+");
  private static final Pattern CLIP = Pattern.compile("clip-?\\d{4,}");

  private Svg() {}

  /** Cuts coordinates to hundredths of a pixel, and gives the clips names that do not change. */
  static String shorten(String svg) {
    Map<String, String> names = new HashMap<>();
    return CLIP.matcher(FINE.matcher(svg).replaceAll("$1"))
        .replaceAll(clip -> names.computeIfAbsent(clip.group(), c -> name(names.size())));
  }

  private static String name(int number) {
    return number == 0 ? "clip-plot" : "clip-plot-" + number;
  }
}
