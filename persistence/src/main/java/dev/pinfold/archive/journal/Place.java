package dev.pinfold.archive.journal;

/**
 * Where something lies in the journal, packed in a long: the segment's number in the high half, the
 * offset in its file in the low half. Never 0, since segments are numbered from 1; so 0 may stand
 * for "nowhere".
 */
public final class Place {
  private Place() {}

  /**
   * Packs a place.
   *
   * @param segment the segment's number, 1 or more
   * @param offset the byte in the segment's file, 0 or more
   */
  public static long of(int segment, int offset) {
    if (segment < 1 || offset < 0) {
      throw new IllegalArgumentException(
          "segment must be 1 or more and offset 0 or more, got " + segment + " and " + offset);
    }
    return ((long) segment << 32) | offset;
  }

  /** The number of the segment. */
  public static int segment(long place) {
    return (int) (place >>> 32);
  }

  /** The byte in the segment's file. */
  public static int offset(long place) {
    return (int) place;
  }

  /**
   * The place of a record, from its document's place as {@link Journal#append} returned it.
   *
   * @param document the document's place
   * @param recordOffset what {@link DocumentBuffer#beginRecord} returned
   */
  public static long ofRecord(long document, int recordOffset) {
    return document + recordOffset;
  }

  /** As {@code segment:offset}, for messages. */
  public static String toString(long place) {
    return segment(place) + ":" + offset(place);
  }
}
