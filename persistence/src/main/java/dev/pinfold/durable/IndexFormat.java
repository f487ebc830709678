package dev.pinfold.durable;

import dev.pinfold.archive.journal.SegmentInfo;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The layout of a segment's index: a file of its own, derived from the segment, never forced;
 * little-endian:
 *
 * <pre>
 * offset size
 *      0    8  "PINFOLDX"
 *      8    4  version, 1
 *     12    4  segment
 *     16    4  end of the segment's content that this covers
 *     20    4  number of queues, q
 *     24   16  store identity
 *     40    4  number of messages, n
 *     44    4  number of damaged ranges, d
 *     48    4  CRC-32C of bytes 0 to 47 and of everything from 52 on
 *     52    4  0
 *     56  8·d  for each range in which no record is whole, ascending: from (4), to (4)
 *         8·q  for each queue, ascending: identity (4), messages (4)
 *        16·n  for each message, by queue, then number, then place: number (8), offset (4), size (4)
 * </pre>
 */
final class IndexFormat {
  static final int HEADER_BYTES = 56;
  static final int RANGE_BYTES = 8;
  static final int QUEUE_BYTES = 8;
  static final int ENTRY_BYTES = 16;

  private static final long MAGIC = 0x58444c4f464e4950L; // "PINFOLDX"
  private static final int VERSION = 1;
  private static final int CRC_AT = 48;

  private IndexFormat() {}

  /** The size of a whole index. */
  static long fileBytes(int ranges, int queues, int messages) {
    return HEADER_BYTES
        + (long) ranges * RANGE_BYTES
        + (long) queues * QUEUE_BYTES
        + (long) messages * ENTRY_BYTES;
  }

  /** Writes the header, but for its checksum. */
  static void begin(
      ByteBuffer file, UUID store, SegmentInfo info, int ranges, int queues, int messages) {
    file.putLong(0, MAGIC).putInt(8, VERSION);
    file.putInt(12, info.segment()).putInt(16, info.endOffset()).putInt(20, queues);
    file.putLong(24, store.getMostSignificantBits()).putLong(32, store.getLeastSignificantBits());
    file.putInt(40, messages).putInt(44, ranges);
  }

  /** Writes the checksum of all the rest. */
  static void end(ByteBuffer file) {
    file.putInt(CRC_AT, checksum(file));
  }

  /**
   * Whether a header is that of an index of this segment.
   *
   * @param header the first {@link #HEADER_BYTES} of the file, or more
   */
  static boolean isOf(ByteBuffer header, long fileBytes, UUID store, SegmentInfo info) {
    return header.limit() >= HEADER_BYTES
        && header.getLong(0) == MAGIC
        && header.getInt(8) == VERSION
        && header.getInt(12) == info.segment()
        && header.getInt(16) == info.endOffset()
        && header.getLong(24) == store.getMostSignificantBits()
        && header.getLong(32) == store.getLeastSignificantBits()
        && queues(header) >= 0
        && messages(header) >= 0
        && ranges(header) >= 0
        && fileBytes == fileBytes(ranges(header), queues(header), messages(header));
  }

  /** Whether the whole file agrees with its checksum, and the queues with the messages. */
  static boolean isIntact(ByteBuffer file) {
    return file.getInt(CRC_AT) == checksum(file) && messagesOfQueues(file) == messages(file);
  }

  /** The number of messages that the queues have, by what is said of each; -1 for nonsense. */
  private static long messagesOfQueues(ByteBuffer file) {
    long sum = 0;
    int at = HEADER_BYTES + ranges(file) * RANGE_BYTES;
    for (int left = queues(file); left > 0; left--) {
      int messages = file.getInt(at + 4);
      if (messages < 0) {
        return -1;
      }
      sum += messages;
      at += QUEUE_BYTES;
    }
    return sum;
  }

  static int segment(ByteBuffer file) {
    return file.getInt(12);
  }

  static int segmentEnd(ByteBuffer file) {
    return file.getInt(16);
  }

  static int queues(ByteBuffer file) {
    return file.getInt(20);
  }

  static int messages(ByteBuffer file) {
    return file.getInt(40);
  }

  static int ranges(ByteBuffer file) {
    return file.getInt(44);
  }

  private static int checksum(ByteBuffer file) {
    CRC32C crc = new CRC32C();
    crc.update(file.slice(0, CRC_AT));
    int behind = CRC_AT + Integer.BYTES;
    crc.update(file.slice(behind, file.capacity() - behind));
    return (int) crc.getValue();
  }
}
