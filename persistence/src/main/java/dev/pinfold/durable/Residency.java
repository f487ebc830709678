package dev.pinfold.durable;

import dev.pinfold.state.Chunk;
import java.util.Iterator;
import java.util.LinkedHashSet;

/**
 * Keeps the places of chunks on the heap within a budget: when it is exceeded, chunks that were not
 * used since they were last looked at give up theirs, and read them again from their segments'
 * indexes when they are next needed. Two kinds stay whatever the budget: places in the segment that
 * is still being written, since it has no index yet, and those that the transaction which is being
 * decided has asked for, since its application must not have to read. Guarded by the engine's lock.
 */
final class Residency {
  private static final int MOST_LOOKS = 64; // at chunks, for each that grew

  private final long budgetBytes;
  private final LinkedHashSet<JournalContent> resident = new LinkedHashSet<>();
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
    resident.add(content);
    bytes += more;
    if (bytes > budgetBytes) {
      evict(content);
    }
  }

  /** Notes that a chunk gave up all its places. */
  void left(JournalContent content, long less) {
    if (resident.remove(content)) {
      bytes -= less;
    }
  }

  private void evict(JournalContent justUsed) {
    int looks = Math.min(resident.size(), MOST_LOOKS);
    for (int i = 0; i < looks && bytes > budgetBytes; i++) {
      Iterator<JournalContent> eldest = resident.iterator();
      JournalContent content = eldest.next();
      eldest.remove();
      if (content != justUsed) {
        long before = content.residentBytes();
        content.pageOut();
        bytes -= before - content.residentBytes();
      }
      if (content.residentBytes() > 0) {
        resident.add(content);
      }
    }
  }
}
