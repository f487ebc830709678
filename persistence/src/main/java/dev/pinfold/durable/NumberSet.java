package dev.pinfold.durable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Numbers from 0 on, a bit of heap for each that is near another one; full stretches take less. */
final class NumberSet {
  private static final int SHIFT = 12;
  private static final int WORDS = (1 << SHIFT) / Long.SIZE;
  private static final long[] FULL = {};

  private final Map<Long, long[]> chunks = new HashMap<>(); // by number >> SHIFT

  /** Puts a number in; false when it was in it. */
  boolean add(long number) {
    long[] bits = chunks.computeIfAbsent(number >>> SHIFT, none -> new long[WORDS]);
    int word = (int) (number >>> 6) & (WORDS - 1);
    if (bits == FULL || (bits[word] & 1L << number) != 0) {
      return false;
    }
    bits[word] |= 1L << number;
    if (bits[word] == -1L && Arrays.stream(bits).allMatch(each -> each == -1L)) {
      chunks.put(number >>> SHIFT, FULL);
    }
    return true;
  }
}
