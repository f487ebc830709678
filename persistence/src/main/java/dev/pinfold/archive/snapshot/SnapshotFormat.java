package dev.pinfold.archive.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pinfold.CodecException;
import dev.pinfold.codec.Codecs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The bytes of a snapshot file, version 1. All numbers are little-endian and unsigned.
 *
 * <pre>
 * offset  bytes  header
 *      0      8  magic: 89 50 46 53 0d 0a 1a 0a ("\x89PFS\r\n\x1a\n", damaged by any text transfer)
 *      8      4  format version, 1
 *     12      4  H, the length of the header in bytes, checksum included
 *     16      8  store id, upper half
 *     24      8  store id, lower half
 *     32      8  last transaction in the state
 *     40      4  segment in which the journal goes on
 *     44      4  offset in that segment
 *     48      8  number of the transaction there
 *     56      8  creation time, milliseconds since 1970 UTC
 *     64      8  B, the length of the body in bytes
 *     72      4  version of the state machine's body
 *     76      4  N, the length of the state machine's name
 *     80      4  S, the number of segments that the state refers to
 *     84      N  name of the state machine, UTF-8
 *   84+N    8*S  those segments, ascending: the number, 4, and where its documents end, 4
 *    H-4      4  CRC-32C of the header before it
 *
 *                body
 *      H      B  what the state machine wrote, in the encoding of SnapshotEncoding
 *
 *                trailer
 *    H+B      4  CRC-32C of the body
 *  H+B+4      8  end mark: 0a 1a 0a 0d 53 46 50 89 (the magic from its end)
 * </pre>
 *
 * The file ends there. A header is hence known to be whole by itself; the end mark and the exact
 * size tell a file that was cut.
 */
final class SnapshotFormat {
  static final int VERSION = 1;
  static final int TRAILER_BYTES = 12;

  private static final long MAGIC = 0x0A1A_0A0D_5346_5089L; // read little-endian
  private static final long END_MARK = Long.reverseBytes(MAGIC);
  private static final int FIXED_BYTES = 84;
  private static final long SEGMENT_BYTES = 8;
  private static final int CRC_BYTES = 4;
  private static final int MAX_NAME_BYTES = 1_000;
  private static final int MAX_HEADER_BYTES = 1 << 24;
  private static final int CHUNK_BYTES = 1 << 16;

  private SnapshotFormat() {}

  /**
   * Where the parts of one file lie.
   *
   * @param header what the header says
   * @param bodyAt the byte at which the body begins
   * @param bodyBytes its length
   * @param bodyCrc its CRC-32C
   */
  record Layout(SnapshotHeader header, int bodyAt, long bodyBytes, int bodyCrc) {}

  /**
   * How many bytes the header takes.
   *
   * @throws IllegalArgumentException if it is too large
   */
  static int headerBytes(SnapshotHeader header) {
    int name = header.machine().getBytes(UTF_8).length;
    if (name > MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          "The state machine's name takes " + name + " bytes, at most " + MAX_NAME_BYTES);
    }
    long bytes = FIXED_BYTES + name + SEGMENT_BYTES * header.segments().size() + CRC_BYTES;
    if (bytes > MAX_HEADER_BYTES) {
      throw new IllegalArgumentException(
          "The state refers to "
              + header.segments().size()
              + " segments: the header would take "
              + bytes
              + " bytes, at most "
              + MAX_HEADER_BYTES);
    }
    return (int) bytes;
  }

  static ByteBuffer header(SnapshotHeader header, long bodyBytes) {
    ByteBuffer out = littleEndian(headerBytes(header));
    byte[] name = header.machine().getBytes(UTF_8);
    out.putLong(MAGIC).putInt(VERSION).putInt(out.capacity());
    out.putLong(header.storeId().getMostSignificantBits());
    out.putLong(header.storeId().getLeastSignificantBits());
    out.putLong(header.transaction());
    out.putInt(header.journalSegment()).putInt((int) header.journalOffset());
    out.putLong(header.nextTransaction()).putLong(header.createdMillis());
    out.putLong(bodyBytes).putInt(header.machineVersion());
    out.putInt(name.length).putInt(header.segments().size()).put(name);
    header.segments().forEach((segment, end) -> out.putInt(segment).putInt(end));
    return out.putInt(crc(out, out.position())).flip();
  }

  static ByteBuffer trailer(int bodyCrc) {
    return littleEndian(TRAILER_BYTES).putInt(bodyCrc).putLong(END_MARK).flip();
  }

  /**
   * Checks a whole file in one pass, with a buffer of 64 KiB.
   *
   * @throws SnapshotUnreadableException if it is not a whole snapshot
   * @throws IOException if it cannot be read
   */
  static Layout verify(FileChannel file) throws IOException {
    long fileBytes = file.size();
    int headerBytes = readHeaderBytes(file, fileBytes);
    ByteBuffer in = read(file, 0, headerBytes);
    requireEqual(
        headerBytes - CRC_BYTES,
        "the header's CRC-32C",
        crc(in, headerBytes - CRC_BYTES),
        in.getInt(headerBytes - CRC_BYTES));
    long bodyBytes = in.getLong(64);
    requireEqual(64, "a body length", fileBytes - headerBytes - TRAILER_BYTES, bodyBytes);
    SnapshotHeader header = parse(in, headerBytes);
    long trailerAt = headerBytes + bodyBytes;
    ByteBuffer trailer = read(file, trailerAt, TRAILER_BYTES);
    requireEqual(trailerAt + 4, "the end mark", END_MARK, trailer.getLong(4));
    int bodyCrc = crc(file, headerBytes, bodyBytes);
    requireEqual(
        trailerAt,
        "the body's CRC-32C",
        Integer.toUnsignedLong(bodyCrc),
        Integer.toUnsignedLong(trailer.getInt(0)));
    return new Layout(header, headerBytes, bodyBytes, bodyCrc);
  }

  /** Whether a file is sound as far as can be seen, and of a version after this one. */
  static boolean isOfLaterVersion(FileChannel file) throws IOException {
    long fileBytes = file.size();
    if (fileBytes < FIXED_BYTES + CRC_BYTES + TRAILER_BYTES) {
      return false;
    }
    ByteBuffer in = read(file, 0, 16);
    int headerBytes = in.getInt(12);
    if (in.getLong(0) != MAGIC
        || Integer.compareUnsigned(in.getInt(8), VERSION) <= 0
        || headerBytes < FIXED_BYTES + CRC_BYTES
        || headerBytes > Math.min(MAX_HEADER_BYTES, fileBytes - TRAILER_BYTES)) {
      return false;
    }
    ByteBuffer header = read(file, 0, headerBytes);
    return crc(header, headerBytes - CRC_BYTES) == header.getInt(headerBytes - CRC_BYTES);
  }

  /** Looks at the first 16 bytes only, which say how much to read and to check. */
  private static int readHeaderBytes(FileChannel file, long fileBytes) throws IOException {
    long least = FIXED_BYTES + CRC_BYTES + TRAILER_BYTES;
    if (fileBytes < least) {
      throw new SnapshotUnreadableException(
          fileBytes, "at least " + least + " bytes", "the end of the file");
    }
    ByteBuffer in = read(file, 0, 16);
    requireEqual(0, "the magic", MAGIC, in.getLong());
    int version = in.getInt();
    if (version != VERSION) {
      throw new SnapshotUnreadableException(
          8, "format version " + VERSION, "version " + Integer.toUnsignedString(version));
    }
    int headerBytes = in.getInt();
    long most = Math.min(MAX_HEADER_BYTES, fileBytes - TRAILER_BYTES);
    if (headerBytes < FIXED_BYTES + CRC_BYTES || headerBytes > most) {
      throw new SnapshotUnreadableException(
          12,
          "a header length of " + (FIXED_BYTES + CRC_BYTES) + " to " + most,
          Integer.toUnsignedString(headerBytes));
    }
    return headerBytes;
  }

  /** The checksum is right, so what does not fit was written so: still nothing is believed. */
  private static SnapshotHeader parse(ByteBuffer in, int headerBytes) throws IOException {
    int nameBytes = in.getInt(76);
    int segmentCount = in.getInt(80);
    if (nameBytes < 0
        || nameBytes > MAX_NAME_BYTES
        || segmentCount < 0
        || FIXED_BYTES + nameBytes + SEGMENT_BYTES * segmentCount + CRC_BYTES != headerBytes) {
      throw new SnapshotUnreadableException(
          76,
          "a name and segments that fill a header of " + headerBytes + " bytes",
          nameBytes + " bytes and " + segmentCount + " segments");
    }
    byte[] name = new byte[nameBytes];
    in.position(FIXED_BYTES).get(name);
    SortedMap<Integer, Integer> segments = new TreeMap<>();
    for (int i = 0; i < segmentCount; i++) {
      segments.put(in.getInt(), in.getInt());
    }
    requireEqual(80, "different segments, in number", segmentCount, segments.size());
    try {
      return new SnapshotHeader(
          new UUID(in.getLong(16), in.getLong(24)),
          Codecs.text().decode(name),
          in.getInt(72),
          in.getLong(32),
          in.getInt(40),
          Integer.toUnsignedLong(in.getInt(44)),
          in.getLong(48),
          in.getLong(56),
          segments);
    } catch (IllegalArgumentException | CodecException e) {
      throw new SnapshotUnreadableException(16, "a valid header", e.getMessage());
    }
  }

  private static void requireEqual(long offset, String what, long expected, long actual)
      throws SnapshotUnreadableException {
    if (expected != actual) {
      throw new SnapshotUnreadableException(
          offset, what + " " + Long.toHexString(expected), Long.toHexString(actual));
    }
  }

  private static ByteBuffer read(FileChannel file, long at, int bytes) throws IOException {
    ByteBuffer in = littleEndian(bytes);
    while (in.hasRemaining()) {
      if (file.read(in, at + in.position()) < 0) {
        throw new SnapshotUnreadableException(
            at + in.position(), in.remaining() + " more bytes", "the end of the file");
      }
    }
    return in.flip();
  }

  private static int crc(FileChannel file, long from, long bytes) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.min(CHUNK_BYTES, Math.max(bytes, 1)));
    long left = bytes;
    while (left > 0) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), left));
      int read = file.read(chunk, from + bytes - left);
      if (read < 0) {
        throw new SnapshotUnreadableException(
            from + bytes - left, left + " more bytes", "the end of the file");
      }
      crc.update(chunk.flip());
      left -= read;
    }
    return (int) crc.getValue();
  }

  private static int crc(ByteBuffer bytes, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().position(0).limit(count));
    return (int) crc.getValue();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
