package dev.pinfold.benchmarks.report;

import dev.pinfold.benchmarks.engines.EngineKind;
import java.util.Locale;

/** How engines and figures are written for people. */
final class Names {
  private Names() {}

  static String title(String engine) {
    return EngineKind.of(engine).title();
  }

  /** The name of a chart's files: add-adds-per-second. */
  static String slug(String workload, String measure) {
    return workload + "-" + measure.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** A factor: 1.42x. */
  static String times(double factor) {
    return String.format(Locale.ROOT, factor < 10 ? "%.2fx" : "%,.0fx", factor);
  }

  /** A spread of factors: 1.42x (1.38 to 1.51). */
  static String times(Spread spread) {
    return String.format(
        Locale.ROOT, "%s (%.2f to %.2f)", times(spread.median()), spread.min(), spread.max());
  }

  /** A spread of numbers: 612 (590 to 633). */
  static String number(Spread spread) {
    return String.format(
        "%s (%s to %s)", number(spread.median()), number(spread.min()), number(spread.max()));
  }

  /** A number with as many digits as say something: 6,700,000, 612, 7.4, 0.085. */
  static String number(double value) {
    if (value == 0) {
      return "0";
    }
    double magnitude = Math.abs(value);
    if (magnitude >= 100) {
      int digits = (int) Math.floor(Math.log10(magnitude)) + 1;
      double unit = Math.pow(10, Math.max(0, digits - 3));
      return String.format(Locale.ROOT, "%,.0f", Math.round(value / unit) * unit);
    }
    return String.format(
        Locale.ROOT, magnitude >= 10 ? "%.1f" : magnitude >= 1 ? "%.2f" : "%.3f", value);
  }
}
