package dev.pinfold.benchmarks.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * One line of the raw results: one engine at one workload in one round.
 *
 * @param round from 1 on
 * @param workload its name
 * @param engine its name
 * @param durability what every acknowledged operation had to survive
 * @param heapMegabytes the most heap that the process had
 * @param wallSeconds from the start of the first process to the end of the last
 * @param description what the engine says that it gives
 * @param error what went wrong, or null; then nothing was measured
 * @param values what was measured, by name
 * @param samples values over time, if there were any
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RunResult(
    int round,
    String workload,
    String engine,
    String durability,
    int heapMegabytes,
    double wallSeconds,
    String description,
    String error,
    Map<String, Double> values,
    List<Map<String, Double>> samples) {

  /** Copies nothing, but fills in what a line left out. */
  public RunResult {
    values = values == null ? Map.of() : values;
    samples = samples == null ? List.of() : samples;
  }
}
