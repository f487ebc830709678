package dev.pinfold.archive.journal;

import java.nio.file.Path;

/**
 * A segment of the journal that holds, or may hold, transactions.
 *
 * @param segment its number
 * @param file where it lies
 * @param firstTransaction the number of its first transaction, if it has any
 * @param dataOffset where its first document begins
 * @param endOffset where its documents end; of the active segment, where they ended when asked
 * @param fileBytes the size of its file
 * @param previousSegment the number of the segment before it, 0 when it is the very first
 * @param previousEnd where the documents of the segment before it end
 */
public record SegmentInfo(
    int segment,
    Path file,
    long firstTransaction,
    int dataOffset,
    int endOffset,
    long fileBytes,
    int previousSegment,
    int previousEnd) {
  /** Whether no document was found in it. */
  public boolean isEmpty() {
    return endOffset == dataOffset;
  }

  /** The same segment as if its documents ended at this offset, where one of them does. */
  public SegmentInfo upTo(int offset) {
    return new SegmentInfo(
        segment,
        file,
        firstTransaction,
        dataOffset,
        offset,
        fileBytes,
        previousSegment,
        previousEnd);
  }
}
