package dev.pinfold.tools;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads lines as bytes. Only a line feed ends a line, and it is no part of it; a carriage return
 * is. What follows the last line feed is a line unless it is empty. Holds one line at a time, and
 * no line that is longer than the limit.
 */
final class LineReader {
  private static final int BUFFER = 1 << 16;

  /** How far behind the limit a line's end is looked for, to say how long the line is. */
  private static final int FARTHEST = 1 << 24;

  private final InputStream input;
  private final int maxBytes;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;

  LineReader(InputStream input, int maxBytes) {
    this.input = input;
    this.maxBytes = maxBytes;
  }

  /**
   * The next line, or null at the end.
   *
   * @throws LineTooLongException when it has more bytes than the limit; the next call goes on
   *     behind what was read of it
   */
  byte[] next() throws IOException, LineTooLongException {
    byte[] line = new byte[0];
    long length = 0;
    while (true) {
      if (position == limit && !fill()) {
        return length == 0 ? null : checked(line, length);
      }
      int end = endOfLine();
      int part = end - position;
      if (length + part <= maxBytes) {
        line = append(line, part);
      }
      length += part;
      position = end;
      if (length - maxBytes > FARTHEST) {
        throw new LineTooLongException(length, end == limit);
      }
      if (end < limit) {
        position++;
        return checked(line, length);
      }
    }
  }

  private byte[] checked(byte[] line, long length) throws LineTooLongException {
    if (length > maxBytes) {
      throw new LineTooLongException(length, false);
    }
    return line;
  }

  private byte[] append(byte[] line, int part) {
    byte[] longer = Arrays.copyOf(line, line.length + part);
    System.arraycopy(buffer, position, longer, line.length, part);
    return longer;
  }

  private int endOfLine() {
    int end = position;
    while (end < limit && buffer[end] != '\n') {
      end++;
    }
    return end;
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, input.read(buffer));
    return limit > 0;
  }

  /** A line is longer than the limit; says how long it is, or how much of it was read. */
  static final class LineTooLongException extends Exception {
    private static final long serialVersionUID = 1L;

    private final long bytes;
    private final boolean more;

    LineTooLongException(long bytes, boolean more) {
      super("a line of " + (more ? "more than " : "") + bytes + " bytes");
      this.bytes = bytes;
      this.more = more;
    }

    long bytes() {
      return bytes;
    }

    /** Whether the line has more bytes than {@link #bytes}. */
    boolean more() {
      return more;
    }
  }
}
