package dev.pinfold.engine;

import java.util.Map;
import java.util.TreeMap;

/**
 * Message numbers as disjoint ranges: what a draft removes. Mostly there is but one, which needs no
 * tree (docs/design/0008).
 */
final class NumberRanges {
  private long onlyFirst;
  private long onlyLast; // 0: there is none
  private TreeMap<Long, Long> lastByFirst; // null while there is at most one

  boolean isEmpty() {
    return onlyLast == 0 && lastByFirst == null;
  }

  /**
   * Adds a number, and what lies between it and those of its neighbours that are in a range:
   * nothing does that counts.
   */
  void add(long below, long number, long above) {
    add(
        contains(below) ? below + 1 : number, // no range contains 0, for "no neighbour"
        contains(above) ? above - 1 : number);
  }

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

  /** Whether there is one range, and it ends with this number, from 1 on. */
  boolean isOneUpTo(long last) {
    return lastByFirst == null && onlyLast == last;
  }

  /** Whether a number is in one of the ranges. */
  boolean contains(long number) {
    return lastByFirst == null
        ? number >= onlyFirst && number <= onlyLast && onlyLast != 0
        : rangeOf(number) != null;
  }

  /** Where the first range at or above a number begins; 0 when there is none. */
  long next(long number) {
    if (lastByFirst == null) {
      return number <= onlyFirst ? onlyFirst : 0;
    }
    Long first = lastByFirst.ceilingKey(number);
    return first == null ? 0 : first;
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
