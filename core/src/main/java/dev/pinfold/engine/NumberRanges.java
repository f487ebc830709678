package dev.pinfold.engine;

import java.util.Map;
import java.util.TreeMap;

/** Message numbers as disjoint ranges: what a draft removes. */
final class NumberRanges {
  private final TreeMap<Long, Long> lastByFirst = new TreeMap<>();

  /** Adds a range that overlaps none that is here, joining neighbours. */
  void add(long first, long last) {
    Map.Entry<Long, Long> before = lastByFirst.floorEntry(first);
    if (before != null && before.getValue() == first - 1) {
      first = before.getKey();
    }
    Long after = lastByFirst.remove(last + 1);
    lastByFirst.put(first, after == null ? last : after);
  }

  /** Whether a number is in one of the ranges. */
  boolean contains(long number) {
    return rangeOf(number) != null;
  }

  /** The last number of the range that a contained number is in. */
  long endOf(long number) {
    return rangeOf(number).getValue();
  }

  /** The first number of the range that a contained number is in. */
  long startOf(long number) {
    return rangeOf(number).getKey();
  }

  private Map.Entry<Long, Long> rangeOf(long number) {
    if (lastByFirst.isEmpty()) {
      return null; // the common case, without boxing
    }
    Map.Entry<Long, Long> range = lastByFirst.floorEntry(number);
    return range != null && number <= range.getValue() ? range : null;
  }
}
