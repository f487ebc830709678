package dev.pinfold.offline;

import java.util.Arrays;

/**
 * Where some of the documents of a segment begin, evenly apart: a bounded number, however many
 * there are, so that a segment can be read backward a stretch at a time.
 */
final class DocumentMarks {
  private static final int MOST = 4096;

  private final int[] offsets = new int[MOST];
  private final long[] transactions = new long[MOST];
  private int size;
  private int stride = 1;
  private int documents;

  /** Notes the document that comes next. */
  void note(int offset, long transaction) {
    if (documents++ % stride != 0) {
      return;
    }
    if (size == MOST) {
      thin();
      if ((documents - 1) % stride != 0) {
        return;
      }
    }
    offsets[size] = offset;
    transactions[size++] = transaction;
  }

  /** Forgets every other one. */
  private void thin() {
    for (int i = 0; i < MOST / 2; i++) {
      offsets[i] = offsets[2 * i];
      transactions[i] = transactions[2 * i];
    }
    size = MOST / 2;
    stride *= 2;
    Arrays.fill(offsets, size, MOST, 0);
  }

  int size() {
    return size;
  }

  /** The byte at which the document of a mark begins. */
  int offset(int mark) {
    return offsets[mark];
  }

  /** The first transaction in it. */
  long transaction(int mark) {
    return transactions[mark];
  }
}
