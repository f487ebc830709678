package dev.pinfold.benchmarks;

import dev.pinfold.benchmarks.report.RunResult;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One line on the terminal for each result. */
final class Progress {
  private static final int MOST_VALUES = 3;

  private Progress() {}

  static void print(RunResult result, int rounds) {
    String what =
        result.error() == null
            ? result.values().entrySet().stream()
                .limit(MOST_VALUES)
                .map(Progress::value)
                .collect(Collectors.joining(", "))
            : "FAILED: " + result.error().lines().findFirst().orElse("");
    System.out.printf(
        Locale.ROOT,
        "round %d/%d  %-22s %-17s %5.1f s  %s%n",
        result.round(),
        rounds,
        result.workload(),
        result.engine(),
        result.wallSeconds(),
        what);
  }

  private static String value(Map.Entry<String, Double> entry) {
    return String.format(Locale.ROOT, "%s %,.1f", entry.getKey(), entry.getValue());
  }
}
