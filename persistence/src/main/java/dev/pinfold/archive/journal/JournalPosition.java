package dev.pinfold.archive.journal;

/**
 * A point between two documents of the journal, from which it can be read on.
 *
 * @param segment the segment's number, or 0 for the start of the journal
 * @param offset where in the segment's file the next document begins (its length prefix)
 * @param nextTransaction the number of the first transaction after this point, 1 or more
 */
public record JournalPosition(int segment, int offset, long nextTransaction) {
  /** The start of the very first segment, before transaction 1. */
  public static final JournalPosition START = new JournalPosition(0, 0, 1);

  public JournalPosition {
    if (segment < 0 || offset < 0 || nextTransaction < 1) {
      throw new IllegalArgumentException(
          "segment and offset must be 0 or more and nextTransaction 1 or more, got "
              + segment
              + ", "
              + offset
              + ", "
              + nextTransaction);
    }
    if (segment == 0 && (offset != 0 || nextTransaction != 1)) {
      throw new IllegalArgumentException("segment 0 means the start, at offset 0, transaction 1");
    }
  }
}
