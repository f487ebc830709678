package dev.pinfold.benchmarks.report;

import java.util.regex.Pattern;

/** Drawings as they go into the repository: small, and the same whenever they show the same. */
final class Svg {
  private static final Pattern FINE = Pattern.compile("(\\.\\d\\d)\\d+");
  private static final Pattern CLIP = Pattern.compile("clip-?\\d{4,}");

  private Svg() {}

  /** Cuts coordinates to hundredths of a pixel, and gives the clip a name that does not change. */
  static String shorten(String svg) {
    String shorter = FINE.matcher(svg).replaceAll("$1");
    return CLIP.matcher(shorter).replaceAll("clip-plot");
  }
}
