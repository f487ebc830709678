package dev.pinfold.benchmarks.report;

import java.util.List;
import java.util.Map;

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

  static RunResult failed(int round, String workload, String engine) {
    return new RunResult(
        round, workload, engine, "POWER_LOSS", 2048, 1.5, null, "it broke", null, null);
  }
}
