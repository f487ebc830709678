package dev.pinfold.archive.journal;

import dev.pinfold.archive.files.Shielded;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The first 96 bytes of each segment: who it is and what lies before it. Behind it lie nothing but
 * documents as in {@link DocumentFormat}, and an end mark when the segment was left for the next.
 * All numbers are little-endian.
 *
 * <pre>
 *  0  u4  CRC-32C of bytes 4 to 95, never 0; written last, so 0 means that there is no header
 *  4  u4  format version, 1
 *  8  u8  magic, the ASCII bytes "PINFOLDJ"
 * 16  u8  store id, high half
 * 24  u8  store id, low half
 * 32  u4  number of this segment, as in its file's name
 * 36  u4  number of the previous segment, 0 in the very first
 * 40  u4  where the previous segment's documents end; what lies behind that was cut
 * 44  u4  bytes of this segment's file
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

  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /**
   * Writes the header at the start of a segment file; its checksum last.
   *
   * @return false when the checksum would be 0: then nothing counts, and another nonce is wanted
   */
  boolean write(ByteBuffer file) {
    file.putInt(4, VERSION);
    file.putLong(8, MAGIC);
    file.putLong(16, storeId.getMostSignificantBits());
    file.putLong(24, storeId.getLeastSignificantBits());
    file.putInt(32, segment);
    file.putInt(36, previousSegment);
    file.putInt(40, previousEnd);
    file.putInt(44, segmentBytes);
    file.putLong(48, firstTransaction);
    file.putLong(56, forcedTransaction);
    file.putLong(64, bootId.getMostSignificantBits());
    file.putLong(72, bootId.getLeastSignificantBits());
    file.putLong(80, createdMillis);
    file.putLong(88, nonce);
    int checksum = checksum(file);
    INT.setRelease(file, 0, checksum);
    return checksum != 0;
  }

  /** Whether a segment file, little-endian, begins with an intact header. */
  static boolean isIntact(ByteBuffer file) {
    return file.limit() >= BYTES
        && file.getLong(8) == MAGIC
        && file.getInt(0) != 0
        && file.getInt(0) == checksum(file);
  }

  /** Whether the writing of a header came to its end, although it may have been damaged since. */
  static boolean isFinished(ByteBuffer file) {
    return file.limit() >= BYTES && file.getInt(0) != 0;
  }

  /** The version that an intact header states. */
  static int version(ByteBuffer file) {
    return file.getInt(4);
  }

  /** The salt of all checksums in a segment with an intact header. */
  static int salt(ByteBuffer file) {
    return file.getInt(0);
  }

  /** Decodes an intact header. */
  static SegmentHeader read(ByteBuffer file) {
    return new SegmentHeader(
        new UUID(file.getLong(16), file.getLong(24)),
        file.getInt(32),
        file.getInt(36),
        file.getInt(40),
        file.getInt(44),
        file.getLong(48),
        file.getLong(56),
        new UUID(file.getLong(64), file.getLong(72)),
        file.getLong(80),
        file.getLong(88));
  }

  /** The header of a file, if it begins with an intact one. */
  static Optional<SegmentHeader> load(Path file) throws IOException {
    ByteBuffer bytes = bytes(file);
    return isIntact(bytes) ? Optional.of(read(bytes)) : Optional.empty();
  }

  /** The bytes at the start of a file where its header would be, fewer when it is shorter. */
  static ByteBuffer bytes(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Shielded.run(
        () -> {
          bytes.clear();
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
            return null;
          }
        });
    return bytes.flip();
  }

  private static int checksum(ByteBuffer file) {
    CRC32C crc = new CRC32C();
    crc.update(file.duplicate().limit(BYTES).position(4));
    return (int) crc.getValue();
  }
}
