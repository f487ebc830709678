package dev.pinfold.benchmarks.report;

import java.util.Arrays;
import java.util.Collection;

/** The median of several values, with the least and the greatest. */
record Spread(double median, double min, double max) {

  /** The spread of one value or more; of an even number the mean of the two in the middle. */
  static Spread of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (Arrays.stream(sorted).anyMatch(Double::isNaN)) {
      throw new IllegalArgumentException("not a number among " + values);
    }
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }
}
