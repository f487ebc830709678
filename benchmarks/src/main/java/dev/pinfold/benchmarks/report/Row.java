package dev.pinfold.benchmarks.report;

import java.util.List;

/**
 * A row of the table.
 *
 * @param title what was done
 * @param workload whose results it shows
 * @param measure which of them
 * @param unit what the values are
 * @param higherIsBetter whether more of it is better
 * @param targets what it is held against; may be empty
 */
record Row(
    String title,
    String workload,
    String measure,
    String unit,
    boolean higherIsBetter,
    List<Target> targets) {

  Row {
    targets = List.copyOf(targets);
  }

  static Row rate(String title, String workload, String measure, Target... targets) {
    return new Row(title, workload, measure, "/s", true, List.of(targets));
  }

  static Row least(String title, String workload, String measure, String unit, Target... targets) {
    return new Row(title, workload, measure, unit, false, List.of(targets));
  }

  /** A value with its unit. */
  String format(double value) {
    return Names.number(value) + (unit.startsWith("/") ? unit : " " + unit);
  }

  /** A median with least and greatest, and the unit. */
  String format(Spread spread) {
    return format(spread.median())
        + " ("
        + Names.number(spread.min())
        + " to "
        + Names.number(spread.max())
        + ")";
  }

  /** Part of the name of its chart's file. */
  String slug() {
    return Names.slug(workload, measure);
  }
}
