package dev.pinfold.benchmarks.report;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The results of a run, asked by workload, measure and engine. */
final class Results {
  /** The engine that all this is about. */
  static final String PINFOLD = "pinfold";

  /** What is no peer but the machine itself. */
  static final String BARE = "bare";

  private final List<RunResult> all;

  Results(List<RunResult> all) {
    this.all = List.copyOf(all);
  }

  /** The workloads of which there are results, in the order of their first. */
  List<String> workloads() {
    return all.stream().map(RunResult::workload).distinct().toList();
  }

  /** The engines that measured this, best first. */
  List<String> engines(String workload, String measure, boolean higherIsBetter) {
    Set<String> engines =
        all.stream()
            .filter(result -> result.workload().equals(workload))
            .filter(result -> result.values().containsKey(measure))
            .map(RunResult::engine)
            .collect(Collectors.toSet());
    Comparator<String> byMedian =
        Comparator.comparingDouble(
            engine -> spread(workload, measure, engine).orElseThrow().median());
    return engines.stream().sorted(higherIsBetter ? byMedian.reversed() : byMedian).toList();
  }

  /** The best of the peers at this. */
  Optional<String> bestPeer(String workload, String measure, boolean higherIsBetter) {
    return engines(workload, measure, higherIsBetter).stream()
        .filter(engine -> !engine.equals(PINFOLD) && !engine.equals(BARE))
        .findFirst();
  }

  /** What was measured, by round. */
  SortedMap<Integer, Double> byRound(String workload, String measure, String engine) {
    SortedMap<Integer, Double> rounds = new TreeMap<>();
    for (RunResult result : all) {
      Double value = result.values().get(measure);
      if (value != null && result.workload().equals(workload) && result.engine().equals(engine)) {
        rounds.put(result.round(), value);
      }
    }
    return rounds;
  }

  /** The spread of what was measured over the rounds. */
  Optional<Spread> spread(String workload, String measure, String engine) {
    SortedMap<Integer, Double> rounds = byRound(workload, measure, engine);
    return rounds.isEmpty() ? Optional.empty() : Optional.of(Spread.of(rounds.values()));
  }

  /** The spread of the ratios within each round that has both values. */
  static Optional<Spread> ratio(Map<Integer, Double> values, Map<Integer, Double> references) {
    List<Double> ratios =
        values.entrySet().stream()
            .filter(entry -> references.containsKey(entry.getKey()))
            .map(entry -> entry.getValue() / references.get(entry.getKey()))
            .toList();
    return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios));
  }

  /** What the engines say that they give: by engine, each sentence once, its durability first. */
  Map<String, Set<String>> descriptions() {
    Map<String, Set<String>> byEngine = new TreeMap<>();
    for (RunResult result : all) {
      if (result.description() != null) {
        byEngine.computeIfAbsent(result.engine(), e -> new TreeSet<>()).add(result.description());
      }
    }
    return byEngine;
  }

  /** All that failed. */
  List<RunResult> failures() {
    return all.stream().filter(result -> result.error() != null).toList();
  }

  /** All results of a workload. */
  List<RunResult> of(String workload) {
    return all.stream().filter(result -> result.workload().equals(workload)).toList();
  }
}
