package dev.pinfold.benchmarks.workloads;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one run measured: values by name, and samples over time where there are any. The name ends
 * in the unit, as in {@code addsPerSecond} or {@code openToPeekMillis}.
 */
public final class Measures {
  private final Map<String, Double> values = new LinkedHashMap<>();
  private final List<Map<String, Double>> samples = new ArrayList<>();

  /** Adds a value. */
  public Measures put(String name, double value) {
    values.put(name, value);
    return this;
  }

  /** Adds a number of things. */
  public Measures put(String name, long value) {
    return put(name, (double) value);
  }

  /** Adds a sample. */
  public Measures sample(Map<String, Double> sample) {
    samples.add(new LinkedHashMap<>(sample));
    return this;
  }

  /** The values by name, in their order. */
  public Map<String, Double> values() {
    return values;
  }

  /** The samples in their order. */
  public List<Map<String, Double>> samples() {
    return samples;
  }
}
