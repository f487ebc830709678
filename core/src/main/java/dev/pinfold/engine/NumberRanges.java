package dev.pinfold.engine;

import java.util.Map;
import java.util.TreeMap;

/** Message numbers as disjoint ranges: what a draft removes. Mostly there is but one. */
final class NumberRanges {
  private long onlyFirst;
  private long onlyLast; // 0: there is none
  private TreeMap<Long, Long> lastByFirst; // null while there is at most one

  /** Adds a range of numbers from 1 on that overlaps none that is here, joining neighbours. */
  void add(long first, long last) {
    if (lastByFirst != null) {
      addToSeveral(first, last);
    } else if (onlyLast == 0) {
      onlyFirst = first;
      onlyLast = last;
    } else if (first - 1 == onlyLast) {
      onlyLast = last;
    } else if (last + 1 == onlyFirst) {
      onlyFirst = first;
    } else {
      lastByFirst = new TreeMap<>();
      lastByFirst.put(onlyFirst, onlyLast);
      addToSeveral(first, last);
    }
  }

  private void addToSeveral(long first, long last) {
    long start = first;
    Map.Entry<Long, Long> before = lastByFirst.floorEntry(first);
    if (before != null && before.getValue() == first - 1) {
      start = before.getKey();
    }
    Long after = lastByFirst.remove(last + 1);
    lastByFirst.put(start, after == null ? last : after);
  }

  /** Whether a number is in one of the ranges. */
  boolean contains(long number) {
    return lastByFirst == null
        ? number >= onlyFirst && number <= onlyLast
        : rangeOf(number) != null;
  }

  /** The last number of the range that a contained number is in. */
  long endOf(long number) {
    return lastByFirst == null ? onlyLast : rangeOf(number).getValue();
  }

  /** The first number of the range that a contained number is in. */
  long startOf(long number) {
    return lastByFirst == null ? onlyFirst : rangeOf(number).getKey();
  }

  void clear() {
    onlyFirst = 0;
    onlyLast = 0;
    lastByFirst = null;
  }

  private Map.Entry<Long, Long> rangeOf(long number) {
    Map.Entry<Long, Long> range = lastByFirst.floorEntry(number);
    return range != null && number <= range.getValue() ? range : null;
  }
}
