package dev.pinfold.archive.journal;

/**
 * How a journal lays out its files.
 *
 * @param segmentBytes the size of a segment's file: 256 KiB to 1 GiB, a multiple of 64 KiB. A
 *     document may take a quarter of it
 * @param spareSegments how many prepared segments are kept back for removals on a full disk, beyond
 *     the next one; 1 to 16. With two, removals in any order go on without end: one is written
 *     while the other, which holds nothing but removals, is given back behind a snapshot
 * @param maxBytes the most that all segment files may take together, or 0 for no limit; reaching it
 *     is like a full disk, but an opening may pass it by the segment that it needs
 */
public record JournalOptions(int segmentBytes, int spareSegments, long maxBytes) {
  private static final int STEP = 64 << 10;
  private static final int MIN_SEGMENT = 256 << 10;
  private static final int MAX_SEGMENT = 1 << 30;

  /** Segments prepared for the next rolls: while one is made, another can be used up. */
  private static final int AHEAD = 2;

  public JournalOptions {
    if (!isSegmentSize(segmentBytes)) {
      throw new IllegalArgumentException(
          "segmentBytes must be a multiple of "
              + STEP
              + " from "
              + MIN_SEGMENT
              + " to "
              + MAX_SEGMENT
              + ", got "
              + segmentBytes);
    }
    if (spareSegments < 1 || spareSegments > 16) {
      throw new IllegalArgumentException("spareSegments must be 1 to 16, got " + spareSegments);
    }
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes must be 0 or more, got " + maxBytes);
    }
  }

  /**
   * Refuses a limit that these segments cannot keep. Looked at when a store is opened, so that
   * options may be put together in any order.
   *
   * @throws IllegalArgumentException with the least limit
   */
  public void requireRoom() {
    long least = (spareSegments + 2L) * segmentBytes;
    if (maxBytes != 0 && maxBytes < least) {
      throw new IllegalArgumentException(
          "maxBytes must be 0 or at least "
              + least
              + " (the active segment of "
              + segmentBytes
              + " bytes, the next and the spare ones), got "
              + maxBytes);
    }
  }

  /** Whether a segment's file may have this size. */
  static boolean isSegmentSize(long bytes) {
    return bytes >= MIN_SEGMENT && bytes <= MAX_SEGMENT && bytes % STEP == 0;
  }

  /** Segments of 16 MiB, two spare, no limit: an empty store takes 80 MiB. */
  public static JournalOptions defaults() {
    return new JournalOptions(16 << 20, 2, 0);
  }

  /** These options with another segment size. */
  public JournalOptions withSegmentBytes(int bytes) {
    return new JournalOptions(bytes, spareSegments, maxBytes);
  }

  /** These options with another number of spare segments. */
  public JournalOptions withSpareSegments(int segments) {
    return new JournalOptions(segmentBytes, segments, maxBytes);
  }

  /** These options with another limit; 0 means none. */
  public JournalOptions withMaxBytes(long bytes) {
    return new JournalOptions(segmentBytes, spareSegments, bytes);
  }

  /** How many segments are kept prepared where there is room: for the next rolls, and spare. */
  public int segmentsAhead() {
    return spareSegments + AHEAD;
  }

  /** The largest document in bytes, framing included. */
  public int maxDocumentBytes() {
    return segmentBytes / 4 - 64;
  }

  /** What is left of the largest document for so many operations together. */
  public long maxOperationBytes(long operations) {
    return maxDocumentBytes()
        - DocumentFormat.HEADER_BYTES
        - operations * DocumentFormat.FRAME_BYTES;
  }
}
