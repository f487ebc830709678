package dev.pinfold.archive.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC-32Cs of any stretches of some bytes. A long one takes no longer than a short one: where a
 * record may begin at each byte and be of any length, reading each to its end would take the square
 * of their number.
 *
 * <p>A CRC is the remainder of a polynomial over GF(2), and what is appended multiplies the part
 * before it by a power of x. So the CRC of a stretch comes from those of the bytes up to its start
 * and up to its end, which are kept for every {@value #BLOCK} bytes. One thread at a time.
 */
final class StretchChecksums {
  private static final int BLOCK = 512;
  private static final int DIRECT = 4 * BLOCK; // so much is read rather than calculated
  private static final int POLYNOMIAL = 0x82F6_3B78; // the highest power of x in the lowest bit
  private static final int ONE = 1 << 31;
  private static final int[] SQUARES = squares();

  private final ByteBuffer bytes;
  private final int from;
  private final int to;
  private final CRC32C crc = new CRC32C();
  private int[] starts; // of from to each block's start; null: not needed yet

  /**
   * Over a part of a buffer.
   *
   * @param file its position and limit do not matter, and stay
   * @param from the first byte that a stretch may begin with
   * @param to the byte behind the last one of any stretch
   */
  StretchChecksums(ByteBuffer file, int from, int to) {
    this.bytes = file.duplicate().clear();
    this.from = from;
    this.to = to;
  }

  /** The CRC-32C of the bytes from {@code start} to before {@code end}. */
  int of(int start, int end) {
    if (end - start <= DIRECT) {
      return read(start, end);
    }
    return prefix(end) ^ append(prefix(start), end - start);
  }

  private int read(int start, int end) {
    crc.reset();
    crc.update(bytes.limit(end).position(start));
    return (int) crc.getValue();
  }

  /** The CRC-32C of all bytes before one. */
  private int prefix(int end) {
    if (starts == null) {
      starts = starts();
    }
    int block = (end - from) / BLOCK;
    int start = from + block * BLOCK;
    return append(starts[block], end - start) ^ read(start, end);
  }

  private int[] starts() {
    int[] all = new int[(to - from) / BLOCK + 1];
    for (int i = 1; i < all.length; i++) {
      int start = from + (i - 1) * BLOCK;
      all[i] = append(all[i - 1], BLOCK) ^ read(start, start + BLOCK);
    }
    return all;
  }

  /** What a CRC is to one that goes on for so many bytes: multiplied by x^8 for each. */
  private static int append(int sum, int length) {
    int product = sum;
    for (int bit = 0; length >>> bit != 0; bit++) {
      if ((length >>> bit & 1) != 0) {
        product = multiply(SQUARES[bit], product);
      }
    }
    return product;
  }

  /** The powers of x by 8, 16, 32 and so on. */
  private static int[] squares() {
    int[] squares = new int[Integer.SIZE];
    squares[0] = ONE >>> 8;
    for (int i = 1; i < squares.length; i++) {
      squares[i] = multiply(squares[i - 1], squares[i - 1]);
    }
    return squares;
  }

  /** The product of two polynomials, modulo that of the CRC. */
  private static int multiply(int left, int right) {
    int product = 0;
    int shifted = right;
    for (int bit = ONE; bit != 0; bit >>>= 1) {
      if ((left & bit) != 0) {
        product ^= shifted;
      }
      shifted = (shifted & 1) != 0 ? shifted >>> 1 ^ POLYNOMIAL : shifted >>> 1;
    }
    return product;
  }
}
