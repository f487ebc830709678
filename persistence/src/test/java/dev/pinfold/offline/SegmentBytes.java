package dev.pinfold.offline;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;

/** The bytes of a segment as docs/file-format.md describes them, for tests that damage them. */
final class SegmentBytes {
  private static final int HEADER_BYTES = 96;

  private SegmentBytes() {}

  /** Where the header and each document end. */
  static List<Integer> ends(byte[] file) {
    return new dev.pinfold.durable.SegmentBytes(file).ends();
  }

  /** The same with another format version, and a checksum that fits. */
  static byte[] withVersion(byte[] file, int version) {
    byte[] other = file.clone();
    ByteBuffer bytes = ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(4, version);
    bytes.putInt(0, crc(other, 4, HEADER_BYTES));
    return other;
  }

  static int crc(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }
}
