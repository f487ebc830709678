package dev.pinfold.durable;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * Numbers from 0 to 2^63 - 2: a bit of heap for each that is near another one, and hardly any for
 * stretches of which all are in it, however long. One thread at a time.
 */
public final class NumberSet {
  private static final int SHIFT = 12;
  private static final int SIZE = 1 << SHIFT;

  /** What {@link #next} answers when there is none. */
  private static final long NONE = -1;

  private final TreeMap<Long, BitSet> chunks = new TreeMap<>(); // with some of their numbers
  private final TreeMap<Long, Long> full = new TreeMap<>(); // chunks with all: from, to; far apart

  /** Is shown consecutive numbers. */
  @FunctionalInterface
  public interface RangeVisitor {
    /**
     * Takes a range.
     *
     * @param first the lowest
     * @param last the highest
     */
    void range(long first, long last);
  }

  /** Puts a number in; false when it was in it. */
  public boolean add(long number) {
    if (contains(number)) {
      return false;
    }
    fill(number >>> SHIFT, slot(number), slot(number));
    return true;
  }

  /** Puts numbers in. */
  public void addAll(long first, long last) {
    long from = first >>> SHIFT;
    long to = last >>> SHIFT;
    if (from == to) {
      fill(from, slot(first), slot(last));
      return;
    }
    fill(from, slot(first), SIZE - 1);
    fill(to, 0, slot(last));
    if (to - from > 1) {
      chunks.subMap(from + 1, to).clear();
      fill(from + 1, to - 1);
    }
  }

  private void fill(long chunk, int from, int to) {
    if (isFull(chunk)) {
      return;
    }
    BitSet bits = chunks.computeIfAbsent(chunk, none -> new BitSet(SIZE));
    bits.set(from, to + 1);
    if (bits.nextClearBit(0) == SIZE) {
      chunks.remove(chunk);
      fill(chunk, chunk);
    }
  }

  /** Notes chunks as full, together with those beside them. */
  private void fill(long from, long to) {
    long first = from;
    long last = to;
    Map.Entry<Long, Long> near = full.floorEntry(to + 1);
    while (near != null && near.getValue() >= from - 1) {
      first = Math.min(first, near.getKey());
      last = Math.max(last, near.getValue());
      full.remove(near.getKey());
      near = full.floorEntry(to + 1);
    }
    full.put(first, last);
  }

  /** Takes numbers out; those that are not in it do not matter. */
  public void removeAll(long first, long last) {
    long from = first >>> SHIFT;
    long to = last >>> SHIFT;
    if (from == to) {
      clear(from, slot(first), slot(last));
      return;
    }
    clear(from, slot(first), SIZE - 1);
    clear(to, 0, slot(last));
    if (to - from > 1) {
      chunks.subMap(from + 1, to).clear();
      clear(from + 1, to - 1);
    }
  }

  private void clear(long chunk, int from, int to) {
    if (isFull(chunk)) {
      clear(chunk, chunk);
      BitSet all = new BitSet(SIZE);
      all.set(0, SIZE);
      chunks.put(chunk, all);
    }
    BitSet bits = chunks.get(chunk);
    if (bits != null) {
      bits.clear(from, to + 1);
      if (bits.isEmpty()) {
        chunks.remove(chunk);
      }
    }
  }

  /** Takes whole chunks out of the full ones. */
  private void clear(long from, long to) {
    Map.Entry<Long, Long> near = full.floorEntry(to);
    while (near != null && near.getValue() >= from) {
      full.remove(near.getKey());
      if (near.getValue() > to) {
        full.put(to + 1, near.getValue());
      }
      if (near.getKey() < from) {
        full.put(near.getKey(), from - 1);
      }
      near = full.floorEntry(to);
    }
  }

  /** Whether a number is in it. */
  public boolean contains(long number) {
    BitSet bits = chunks.get(number >>> SHIFT);
    return bits == null ? isFull(number >>> SHIFT) : bits.get(slot(number));
  }

  /** Shows the numbers within these bounds that are in it, in ranges as long as can be. */
  public void present(long first, long last, RangeVisitor visitor) {
    long number = next(first);
    while (number != NONE && number <= last) {
      long behind = nextMissing(number);
      visitor.range(number, Math.min(behind - 1, last));
      number = next(behind);
    }
  }

  /** The lowest number in it that is not less; NONE when there is none. */
  private long next(long number) {
    long chunk = number >>> SHIFT;
    if (isFull(chunk)) {
      return number;
    }
    BitSet bits = chunks.get(chunk);
    int slot = bits == null ? -1 : bits.nextSetBit(slot(number));
    if (slot >= 0) {
      return (chunk << SHIFT) + slot;
    }
    Map.Entry<Long, BitSet> some = chunks.higherEntry(chunk);
    Long all = full.higherKey(chunk);
    if (some == null || (all != null && all < some.getKey())) {
      return all == null ? NONE : all << SHIFT;
    }
    return (some.getKey() << SHIFT) + some.getValue().nextSetBit(0);
  }

  /** The lowest number not in it that is not less. */
  private long nextMissing(long number) {
    long candidate = number;
    while (true) {
      long chunk = candidate >>> SHIFT;
      Map.Entry<Long, Long> run = full.floorEntry(chunk);
      BitSet bits = chunks.get(chunk);
      if (run != null && run.getValue() >= chunk) {
        candidate = (run.getValue() + 1) << SHIFT;
      } else if (bits == null) {
        return candidate;
      } else {
        int slot = bits.nextClearBit(slot(candidate));
        if (slot < SIZE) {
          return (chunk << SHIFT) + slot;
        }
        candidate = (chunk + 1) << SHIFT;
      }
    }
  }

  private boolean isFull(long chunk) {
    Map.Entry<Long, Long> run = full.floorEntry(chunk);
    return run != null && run.getValue() >= chunk;
  }

  private static int slot(long number) {
    return (int) number & (SIZE - 1);
  }
}
