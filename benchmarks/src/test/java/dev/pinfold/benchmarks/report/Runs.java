package dev.pinfold.benchmarks.report;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Results made up for tests. */
final class Runs {
  private Runs() {}

  static RunHeader header() {
    return new RunHeader(
        "2026-11-01T00:00:00Z", "0123456789ab", "benchmarks/run", "FULL", 3, "cpu", "os", "jvm");
  }

  static RunResult of(int round, String workload, String engine, Map<String, Double> values) {
    return new RunResult(
        round, workload, engine, "POWER_LOSS", 2048, 1.5, "gives it", null, values, List.of());
  }

  static RunResult adds(int round, String workload, String engine, double perSecond) {
    return of(round, workload, engine, Map.of("addsPerSecond", perSecond));
  }

  /** A run of which twelve samples were taken, a second apart. */
  static RunResult steady() {
    List<Map<String, Double>> samples =
        IntStream.range(0, 12)
            .mapToObj(
                second ->
                    Map.of(
                        "seconds", second + 1.0,
                        "pairsPerSecond", 100.0 + second,
                        "heapMegabytes", 10.0))
            .toList();
    return new RunResult(
        1,
        "grow-steady",
        "pinfold",
        "PROCESS_CRASH",
        2048,
        1.5,
        "gives it",
        null,
        Map.of("peakPairsPerSecond", 200.0),
        samples);
  }

  static RunResult failed(int round, String workload, String engine) {
    return new RunResult(
        round, workload, engine, "POWER_LOSS", 2048, 1.5, null, "it broke", null, null);
  }
}
