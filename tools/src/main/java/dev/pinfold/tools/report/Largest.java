package dev.pinfold.tools.report;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The few of many that are the largest in something; of those that are the same, the last one. */
final class Largest<T> {
  private final int most;
  private final ToLongFunction<T> size;
  private final Function<T, Object> identity;
  private final PriorityQueue<T> kept;

  /**
   * @param most how many are kept
   * @param identity equal for those that are the same
   */
  Largest(int most, ToLongFunction<T> size, Function<T, Object> identity) {
    this.most = most;
    this.size = size;
    this.identity = identity;
    this.kept = new PriorityQueue<>(Comparator.comparingLong(size));
  }

  /** Whether one of this size would be kept now. */
  boolean wants(long sizeOfNext) {
    return kept.size() < most || sizeOfNext > size.applyAsLong(kept.element());
  }

  void add(T next) {
    Object same = identity.apply(next);
    boolean unusedHad = kept.removeIf(other -> identity.apply(other).equals(same));
    kept.add(next);
    if (kept.size() > most) {
      T unused = kept.remove();
    }
  }

  /** The largest first. */
  List<T> sorted() {
    return kept.stream().sorted(Comparator.comparingLong(size).reversed()).toList();
  }
}
