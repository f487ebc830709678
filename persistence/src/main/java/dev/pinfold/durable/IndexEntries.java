package dev.pinfold.durable;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;

/** The messages of one queue in one segment, while the segment's index is made. */
final class IndexEntries {
  private long[] numbers = new long[16];
  private int[] offsets = new int[16];
  private int[] sizes = new int[16];
  private int size;
  private boolean ascending = true;

  int size() {
    return size;
  }

  void add(long number, int offset, int bytes) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, size * 2);
      offsets = Arrays.copyOf(offsets, size * 2);
      sizes = Arrays.copyOf(sizes, size * 2);
    }
    ascending &= size == 0 || numbers[size - 1] < number;
    numbers[size] = number;
    offsets[size] = offset;
    sizes[size] = bytes;
    size++;
  }

  /** Writes number, offset and size of each, by number and then by offset. */
  void writeTo(ByteBuffer out) {
    if (ascending) {
      for (int i = 0; i < size; i++) {
        write(out, i);
      }
      return;
    }
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        Comparator.<Integer>comparingLong(i -> numbers[i]).thenComparingInt(i -> offsets[i]));
    for (int i : order) {
      write(out, i);
    }
  }

  private void write(ByteBuffer out, int i) {
    out.putLong(numbers[i]).putInt(offsets[i]).putInt(sizes[i]);
  }
}
