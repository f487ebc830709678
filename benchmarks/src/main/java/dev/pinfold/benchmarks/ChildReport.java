package dev.pinfold.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * What a child process says.
 *
 * @param description what the engine says that it gives
 * @param values what was measured, by name
 * @param samples values over time, if there were any
 */
record ChildReport(
    String description, Map<String, Double> values, List<Map<String, Double>> samples) {}
