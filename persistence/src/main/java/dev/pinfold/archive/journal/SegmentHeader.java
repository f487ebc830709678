package dev.pinfold.archive.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The first document of each segment: who it is and what lies before it.
 *
 * <p>A segment file begins with what Chronicle Queue writes for itself (some 400 bytes, never read
 * by us, so damage there is of no consequence). Then comes this header as a document of 96 bytes,
 * found by its magic within the first 4 KiB; then nothing but documents as in {@link
 * DocumentFormat}, and Chronicle's end mark when the segment was left for the next. All numbers are
 * little-endian.
 *
 * <pre>
 *  0  u4  CRC-32C of bytes 4 to 95
 *  4  u4  format version, 1
 *  8  u8  magic, the ASCII bytes "PINFOLDJ"
 * 16  u8  store id, high half
 * 24  u8  store id, low half
 * 32  u4  number of this segment, as in its file's name
 * 36  u4  number of the previous segment, 0 in the very first
 * 40  u4  where the previous segment's documents end; what lies behind that was cut
 * 44  u4  usable bytes of this segment (the file is a quarter larger)
 * 48  u8  number of the first transaction in this segment
 * 56  u8  number of the highest transaction known forced when this was written
 * 64  u8  boot id of the machine, high half; 0 when unknown
 * 72  u8  boot id of the machine, low half; 0 when unknown
 * 80  u8  time of creation, milliseconds since 1970; informative
 * 88  u8  nonce
 * </pre>
 *
 * <p>The CRC of the header salts all checksums in its segment, and the nonce makes it another one
 * each time, so that nothing which an earlier use left in a file can ever pass for its content.
 */
record SegmentHeader(
    UUID storeId,
    int segment,
    int previousSegment,
    int previousEnd,
    int segmentBytes,
    long firstTransaction,
    long forcedTransaction,
    UUID bootId,
    long createdMillis,
    long nonce) {
  static final int BYTES = 96;
  static final int VERSION = 1;
  static final long MAGIC = 0x4A_44_4C_4F_46_4E_49_50L; // "PINFOLDJ"

  /** The header lies within the first so many bytes of the file. */
  static final int SEARCH_BYTES = 4096;

  private static final int MAGIC_AT = 8;

  /** Writes the header at the buffer's start, little-endian, with its checksum. */
  void encode(ByteBuffer to) {
    to.putInt(4, VERSION);
    to.putLong(MAGIC_AT, MAGIC);
    to.putLong(16, storeId.getMostSignificantBits());
    to.putLong(24, storeId.getLeastSignificantBits());
    to.putInt(32, segment);
    to.putInt(36, previousSegment);
    to.putInt(40, previousEnd);
    to.putInt(44, segmentBytes);
    to.putLong(48, firstTransaction);
    to.putLong(56, forcedTransaction);
    to.putLong(64, bootId.getMostSignificantBits());
    to.putLong(72, bootId.getLeastSignificantBits());
    to.putLong(80, createdMillis);
    to.putLong(88, nonce);
    to.putInt(0, checksum(to, 0));
  }

  /**
   * Finds the header's content in a segment file.
   *
   * @param file the file from its first byte, little-endian
   * @return its offset, or -1 when there is none that is intact
   */
  static int find(ByteBuffer file) {
    int last = Math.min(file.limit(), SEARCH_BYTES) - BYTES;
    for (int at = 4; at <= last; at += 4) {
      if (file.getLong(at + MAGIC_AT) == MAGIC
          && file.getInt(at - 4) == BYTES
          && file.getInt(at) == checksum(file, at)) {
        return at;
      }
    }
    return -1;
  }

  /** The version that the header at this offset states. */
  static int version(ByteBuffer file, int at) {
    return file.getInt(at + 4);
  }

  /** The salt of all checksums in the segment whose header lies at this offset. */
  static int salt(ByteBuffer file, int at) {
    return file.getInt(at);
  }

  /** Decodes what {@link #find} found. */
  static SegmentHeader decode(ByteBuffer file, int at) {
    return new SegmentHeader(
        new UUID(file.getLong(at + 16), file.getLong(at + 24)),
        file.getInt(at + 32),
        file.getInt(at + 36),
        file.getInt(at + 40),
        file.getInt(at + 44),
        file.getLong(at + 48),
        file.getLong(at + 56),
        new UUID(file.getLong(at + 64), file.getLong(at + 72)),
        file.getLong(at + 80),
        file.getLong(at + 88));
  }

  private static int checksum(ByteBuffer from, int at) {
    CRC32C crc = new CRC32C();
    crc.update(from.duplicate().order(ByteOrder.LITTLE_ENDIAN).limit(at + BYTES).position(at + 4));
    return (int) crc.getValue();
  }
}
