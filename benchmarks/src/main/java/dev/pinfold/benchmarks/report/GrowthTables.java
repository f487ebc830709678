package dev.pinfold.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How cost grows: workloads whose names differ in the number at their end make one table, a line
 * for each number and engine, a column for each measure.
 */
final class GrowthTables {
  private static final String PREFIX = "grow-";
  private static final Pattern SERIES = Pattern.compile("(.*)-(\\d+)(m?)");

  private final Results results;

  GrowthTables(Results results) {
    this.results = results;
  }

  /** The series by name, each with its workloads in their order. */
  Map<String, List<String>> series() {
    Map<String, List<String>> series = new LinkedHashMap<>();
    for (String workload : results.workloads()) {
      if (workload.startsWith(PREFIX)) {
        Matcher matcher = SERIES.matcher(workload);
        String name = matcher.matches() ? matcher.group(1) : workload;
        series.computeIfAbsent(name, n -> new ArrayList<>()).add(workload);
      }
    }
    return series;
  }

  /** The number at the end of a workload's name; 0 when there is none. */
  static double number(String workload) {
    Matcher matcher = SERIES.matcher(workload);
    if (!matcher.matches()) {
      return 0;
    }
    return Double.parseDouble(matcher.group(2)) * (matcher.group(3).isEmpty() ? 1 : 1e6);
  }

  void write(StringBuilder out) {
    series()
        .forEach(
            (name, workloads) -> {
              out.append("### ").append(name).append("\n\n");
              Charts.reference(out, name, name);
              table(out, workloads);
            });
  }

  private void table(StringBuilder out, List<String> workloads) {
    Set<String> measures = new LinkedHashSet<>();
    Set<String> engines = new LinkedHashSet<>();
    for (String workload : workloads) {
      for (RunResult result : results.of(workload)) {
        measures.addAll(result.values().keySet());
        engines.add(result.engine());
      }
    }
    List<String[]> lines = new ArrayList<>();
    for (String engine : engines) {
      for (String workload : workloads) {
        List<String> line = new ArrayList<>(List.of(Names.title(engine), workload));
        for (String measure : measures) {
          line.add(
              results
                  .spread(workload, measure, engine)
                  .map(spread -> Names.number(spread.median()))
                  .orElse(""));
        }
        lines.add(line.toArray(String[]::new));
      }
    }
    List<String> titles = new ArrayList<>(List.of("engine", "workload"));
    titles.addAll(measures);
    Markdown.table(out, titles, lines);
  }
}
