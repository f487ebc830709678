package dev.pinfold.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How cost grows: workloads whose names differ in the number at their end make one table, a line
 * for each number and engine, a column for each measure.
 */
final class GrowthTables {
  /** When a sample was taken. */
  static final String TIME = "seconds";

  private static final String PREFIX = "grow-";
  private static final int PARTS = 6; // into which the time of samples is divided
  private static final Pattern SERIES = Pattern.compile("(.*)-(\\d+)(m?)");

  /** What there are charts of; of a series that is not here, the first measure. */
  private static final Map<String, List<String>> CHARTED =
      Map.of(
          "grow-backlog",
          List.of(
              "addsPerSecond",
              "takesPerSecond",
              "snapshotMillis",
              "writerMaxMicros",
              "snapshotBytes",
              "heapMegabytes",
              "openToPeekMillis"),
          "grow-queues",
          List.of("heapBytesPerQueue", "snapshotBytes", "openMillis"));

  private final Results results;

  GrowthTables(Results results) {
    this.results = results;
  }

  /** Whether a result belongs here, and not into the table. */
  static boolean has(RunResult result) {
    return isGrowth(result.workload());
  }

  private static boolean isGrowth(String workload) {
    return workload.startsWith(PREFIX);
  }

  /** The series by name, each with its workloads in their order. */
  Map<String, List<String>> series() {
    Map<String, List<String>> series = new LinkedHashMap<>();
    for (String workload : results.workloads()) {
      if (isGrowth(workload)) {
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
              charts(out, name, workloads);
              table(out, workloads);
              sampled(workloads).forEach(result -> samples(out, name, result));
            });
  }

  private void charts(StringBuilder out, String name, List<String> workloads) {
    List<String> charted = charted(name, workloads);
    if (!charted.isEmpty()) {
      String from = workloads.get(0);
      String to = workloads.get(workloads.size() - 1);
      String measures = String.join(", ", charted);
      Charts.reference(out, name, "Medians from " + from + " to " + to + " of " + measures);
    }
  }

  /**
   * The measures of a series that have charts over the number in the names, in their order. There
   * are none for what was sampled, which is drawn over time, nor for a single workload.
   */
  List<String> charted(String name, List<String> workloads) {
    if (workloads.size() < 2 || !sampled(workloads).isEmpty()) {
      return List.of();
    }
    Set<String> measures = measures(workloads);
    return CHARTED.getOrDefault(name, measures.stream().limit(1).toList()).stream()
        .filter(
            measure ->
                engines(workloads).stream()
                    .anyMatch(engine -> !points(workloads, measure, engine).isEmpty()))
        .toList();
  }

  /** The medians of a measure by the number in the names; 0 has no place on a logarithmic axis. */
  Map<Double, Double> points(List<String> workloads, String measure, String engine) {
    Map<Double, Double> points = new TreeMap<>();
    for (String workload : workloads) {
      results
          .spread(workload, measure, engine)
          .filter(spread -> spread.median() > 0)
          .ifPresent(spread -> points.put(number(workload), spread.median()));
    }
    return points;
  }

  /** The engines that have results of a series, in the order of their first. */
  Set<String> engines(List<String> workloads) {
    return distinct(workloads, result -> Stream.of(result.engine()));
  }

  private Set<String> measures(List<String> workloads) {
    return distinct(workloads, result -> result.values().keySet().stream());
  }

  private Set<String> distinct(
      List<String> workloads, Function<RunResult, Stream<String>> namesIn) {
    return workloads.stream()
        .flatMap(workload -> results.of(workload).stream())
        .flatMap(namesIn)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The first of the results of which samples were taken; none where there are not any. */
  List<RunResult> sampled(List<String> workloads) {
    return workloads.stream()
        .flatMap(workload -> results.of(workload).stream())
        .filter(result -> !result.samples().isEmpty())
        .limit(1)
        .toList();
  }

  /** What samples measure, by name. */
  static SortedSet<String> measuresOf(RunResult result) {
    SortedSet<String> measures = new TreeSet<>(result.samples().get(0).keySet());
    measures.remove(TIME);
    return measures;
  }

  /** What a run was like in each part of its time: is it flat? */
  private static void samples(StringBuilder out, String name, RunResult result) {
    List<Map<String, Double>> samples = result.samples();
    List<String[]> lines = new ArrayList<>();
    for (int part = 0; part < PARTS; part++) {
      int from = samples.size() * part / PARTS;
      int to = samples.size() * (part + 1) / PARTS;
      if (to > from) {
        lines.add(line(samples.subList(from, to), measuresOf(result)));
      }
    }
    List<String> titles = new ArrayList<>(List.of("up to " + TIME));
    titles.addAll(measuresOf(result));
    out.append("Samples: the median of each part of the time, and the least and the greatest.\n\n");
    Markdown.table(out, titles, lines);
    String end = Names.number(samples.get(samples.size() - 1).get(TIME));
    for (String measure : measuresOf(result)) {
      Charts.reference(
          out, Names.slug(name, measure), name + " over " + end + " " + TIME + ": " + measure);
    }
  }

  private static String[] line(List<Map<String, Double>> samples, Set<String> measures) {
    List<String> line = new ArrayList<>();
    line.add(Names.number(samples.get(samples.size() - 1).get(TIME)));
    for (String measure : measures) {
      Spread spread = Spread.of(samples.stream().map(sample -> sample.get(measure)).toList());
      line.add(Names.number(spread));
    }
    return line.toArray(String[]::new);
  }

  /** The median, and the least and the greatest where there are several rounds. */
  private static String cell(Spread spread) {
    return spread.min() == spread.max() ? Names.number(spread.median()) : Names.number(spread);
  }

  private void table(StringBuilder out, List<String> workloads) {
    Set<String> measures = measures(workloads);
    List<String[]> lines = new ArrayList<>();
    for (String engine : engines(workloads)) {
      for (String workload : workloads) {
        List<String> line = new ArrayList<>(List.of(Names.title(engine), workload));
        for (String measure : measures) {
          line.add(results.spread(workload, measure, engine).map(GrowthTables::cell).orElse(""));
        }
        lines.add(line.toArray(String[]::new));
      }
    }
    List<String> titles = new ArrayList<>(List.of("engine", "workload"));
    titles.addAll(measures);
    Markdown.table(out, titles, lines);
  }
}
