package dev.pinfold.benchmarks.workloads;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A sum of scrambled indexes, plus for what was added and minus for what was taken: zero when both
 * were the same messages.
 */
final class Checksum {
  private final AtomicLong sum = new AtomicLong();

  static long of(long index) {
    long mixed = (index ^ (index >>> 33)) * 0xFF51AFD7ED558CCDL;
    return mixed ^ (mixed >>> 29);
  }

  void add(long part) {
    sum.addAndGet(part);
  }

  void requireZero() {
    if (sum.get() != 0) {
      throw new IllegalStateException("what was taken is not what was added");
    }
  }
}
