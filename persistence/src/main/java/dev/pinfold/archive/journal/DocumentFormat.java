package dev.pinfold.archive.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * How transactions are laid down. All numbers are little-endian.
 *
 * <p>In the file a document is preceded by its length, a multiple of 4, as 4 bytes at an offset
 * that is a multiple of 4. This prefix is written last, so a process that dies leaves 0 there.
 * {@code 0xFFFFFFFF} in its stead is the end mark of a segment that has a successor.
 *
 * <p>A document holds one or several whole transactions, numbered consecutively:
 *
 * <pre>
 *  0  u4  CRC-32C of the 20 bytes: u4 the document's offset in the file, u4 its length,
 *         u8 number of its first transaction, u4 forced lag; XOR the segment's salt
 *  4  u4  low half of the number of its first transaction
 *  8  u4  forced lag: first transaction - highest transaction known forced; 2^32-1 when more
 * 12      records
 *         0 to 3 zero bytes, up to a multiple of 4
 * </pre>
 *
 * <p>A record holds one operation, of which the journal knows nothing:
 *
 * <pre>
 *  0  u4  CRC-32C of bytes 4 to 7+n, XOR the segment's salt, XOR the record's offset in the file
 *  4  u4  n, the operation's length, in bits 0 to 29, 1 or more; bit 30 is 0;
 *         bit 31 is set in the last record of a transaction
 *  8      the operation
 * </pre>
 *
 * <p>The salt is the checksum of the {@link SegmentHeader}. Salt and offsets see to it that nothing
 * passes for content but what was written into this segment, at this place: not the remains of a
 * recycled file, nor a copy of a segment that somebody stores as a message.
 */
final class DocumentFormat {
  /** Bytes of the length before each document, and of the end mark. */
  static final int PREFIX_BYTES = 4;

  static final int HEADER_BYTES = 12;
  static final int FRAME_BYTES = 8;

  /** The smallest document: a header, one record of one byte, padded. */
  static final int MIN_BYTES = 24;

  /** Of a record's second word: the length of its operation. */
  static final int LENGTH_MASK = (1 << 30) - 1;

  static final int END_MARK = -1;

  static final int LAST_OF_TRANSACTION = 1 << 31;

  private static final long MAX_LAG = 0xFFFF_FFFFL;

  // Into the scratch array of a checksum, without a buffer for each document (docs/design/0008).
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private DocumentFormat() {}

  /** The next multiple of 4. */
  static int pad(int length) {
    return (length + 3) & ~3;
  }

  /** What the lag field says of a document. */
  static int lag(long firstTransaction, long forced) {
    return (int) Math.min(MAX_LAG, firstTransaction - forced);
  }

  /** The transaction that a document states as known forced; 0 when its lag says only "far". */
  static long forced(long firstTransaction, int lag) {
    long distance = Integer.toUnsignedLong(lag);
    return distance == MAX_LAG ? 0 : Math.max(0, firstTransaction - distance);
  }

  /** The number near {@code near} whose low half is {@code low}. */
  static long fullNumber(int low, long near) {
    return near + (low - (int) near);
  }

  /**
   * The unsalted checksum of a document's header.
   *
   * @param crc to work with; its state is lost
   * @param scratch to work in, 20 bytes
   */
  static int headerChecksum(
      CRC32C crc, byte[] scratch, int offset, int length, long firstTransaction, int lag) {
    INT.set(scratch, 0, offset);
    INT.set(scratch, 4, length);
    LONG.set(scratch, 8, firstTransaction);
    INT.set(scratch, 16, lag);
    crc.reset();
    crc.update(scratch, 0, 20);
    return (int) crc.getValue();
  }
}
