package dev.pinfold.durable;

import dev.pinfold.state.Chunk;

/**
 * Keeps the places of chunks on the heap within a budget: when it is exceeded, chunks that were not
 * used since they were last looked at give up theirs, and read them again from their segments'
 * indexes when they are next needed. Two kinds stay whatever the budget: places in the segment that
 * is still being written, since it has no index yet, and those that the transaction which is being
 * decided has asked for, since its application must not have to read. The chunks themselves are its
 * list (docs/design/0008). Guarded by the engine's lock.
 */
final class Residency {
  private static final int MOST_LOOKS = 64; // at chunks, for each that grew

  private final long budgetBytes;
  private JournalContent eldest; // of those with places, looked at longest ago; or null
  private JournalContent youngest;
  private int size; // of that list
  private long bytes;
  private int transaction; // counts those that were begun

  Residency(long budgetBytes) {
    this.budgetBytes = budgetBytes;
  }

  /** Another transaction is about to be decided; what those before it asked for may go. */
  void begin() {
    transaction++;
  }

  /** Tells the transaction that is being decided, or applied, from others. */
  int transaction() {
    return transaction;
  }

  /** Whether another whole chunk would exceed the budget. */
  boolean isTight() {
    return bytes + (long) Chunk.SIZE * JournalContent.BYTES_PER_SLOT > budgetBytes;
  }

  long bytes() {
    return bytes;
  }

  /** Notes that a chunk's places now take so many bytes more. */
  void grew(JournalContent content, long more) {
    if (!isIn(content)) {
      append(content);
    }
    bytes += more;
    if (bytes > budgetBytes) {
      evict(content);
    }
  }

  /** Notes that a chunk gave up all its places. */
  void left(JournalContent content, long less) {
    if (isIn(content)) {
      unlink(content);
      bytes -= less;
    }
  }

  private void evict(JournalContent justUsed) {
    int looks = Math.min(size, MOST_LOOKS);
    for (int i = 0; i < looks && bytes > budgetBytes; i++) {
      JournalContent content = eldest;
      if (content != justUsed) {
        long before = content.residentBytes();
        content.pageOut(); // or throws, and then it stays as it is, and the eldest
        bytes -= before - content.residentBytes();
      }
      unlink(content);
      if (content.residentBytes() > 0) {
        append(content);
      }
    }
  }

  private boolean isIn(JournalContent content) {
    return content.older != null || content == eldest;
  }

  private void append(JournalContent content) {
    content.older = youngest;
    if (youngest == null) {
      eldest = content;
    } else {
      youngest.younger = content;
    }
    youngest = content;
    size++;
  }

  private void unlink(JournalContent content) {
    if (content.older == null) {
      eldest = content.younger;
    } else {
      content.older.younger = content.younger;
    }
    if (content.younger == null) {
      youngest = content.older;
    } else {
      content.younger.older = content.older;
    }
    content.older = null;
    content.younger = null;
    size--;
  }
}
