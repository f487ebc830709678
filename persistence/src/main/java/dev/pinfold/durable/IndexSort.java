package dev.pinfold.durable;

import java.nio.ByteBuffer;

/**
 * Sorts entries of an index where they are, by number and then by offset: by heap, since that takes
 * no memory and never much time. Mostly they are in order already, since numbers ascend; only moved
 * messages have low numbers behind high ones.
 */
final class IndexSort {
  private static final int BYTES = IndexFormat.ENTRY_BYTES;

  private final ByteBuffer entries;
  private final int from;

  private IndexSort(ByteBuffer entries, int from) {
    this.entries = entries;
    this.from = from;
  }

  /** Sorts the entries from an index to before another. */
  static void sort(ByteBuffer entries, int from, int to) {
    IndexSort sort = new IndexSort(entries, from);
    if (!sort.isSorted(to - from)) {
      sort.run(to - from);
    }
  }

  private boolean isSorted(int size) {
    for (int i = 1; i < size; i++) {
      if (isLess(i, i - 1)) {
        return false;
      }
    }
    return true;
  }

  private void run(int size) {
    for (int root = size / 2 - 1; root >= 0; root--) {
      sink(root, size);
    }
    for (int end = size - 1; end > 0; end--) {
      swap(0, end);
      sink(0, end);
    }
  }

  private void sink(int root, int size) {
    int parent = root;
    while (2 * parent + 1 < size) {
      int child = 2 * parent + 1;
      if (child + 1 < size && isLess(child, child + 1)) {
        child++;
      }
      if (!isLess(parent, child)) {
        return;
      }
      swap(parent, child);
      parent = child;
    }
  }

  private boolean isLess(int one, int other) {
    int a = (from + one) * BYTES;
    int b = (from + other) * BYTES;
    long number = entries.getLong(a);
    long otherNumber = entries.getLong(b);
    return number != otherNumber
        ? number < otherNumber
        : entries.getInt(a + 8) < entries.getInt(b + 8);
  }

  private void swap(int one, int other) {
    int a = (from + one) * BYTES;
    int b = (from + other) * BYTES;
    long number = entries.getLong(a);
    long rest = entries.getLong(a + 8);
    entries.putLong(a, entries.getLong(b)).putLong(a + 8, entries.getLong(b + 8));
    entries.putLong(b, number).putLong(b + 8, rest);
  }
}
