package dev.pinfold.archive;

import dev.pinfold.archive.journal.SegmentInfo;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.UUID;

/** What a state machine may ask of the journal that keeps it. Under the archive's lock. */
public interface JournalReader {

  /**
   * The bytes of the operation at a place, checked against their checksum; little-endian, valid
   * until the next call, and until the lock is released. Not to be called during recovery.
   *
   * @throws dev.pinfold.StoreCorruptException when they are damaged
   */
  ByteBuffer read(long place);

  /** The segment that is still growing: the one written, or in recovery the one being read. */
  int openSegment();

  /**
   * A segment before the open one, with its end: in recovery the end of what was applied of it.
   *
   * @throws dev.pinfold.StoreCorruptException when there is no such segment
   */
  SegmentInfo segment(int number);

  /**
   * Whether {@link #segment} answers for a segment that is there: for all before the open one, in
   * recovery also for the one that the snapshot ends in, and when nothing is appended any more for
   * all.
   */
  boolean isIndexable(int segment);

  /** Where the machine may keep files that it can derive from the segments again. */
  Path indexDirectory();

  /** Whether it may write them; else it looks only whether there are any. */
  default boolean mayWriteIndexes() {
    return true;
  }

  /** The store's identity. */
  UUID storeId();
}
