package dev.pinfold.tools;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Refuses to go on within a line that is too long, so that no reader keeps one whose end is far.
 */
final class BoundedLines extends FilterInputStream {
  private final String source;
  private final long maxBytes;
  private long line = 1;
  private long bytes; // of the line until now

  /**
   * @param source what is read, in words
   * @param maxBytes the longest line, without its end
   */
  BoundedLines(InputStream input, String source, long maxBytes) {
    super(input);
    this.source = source;
    this.maxBytes = maxBytes;
  }

  @Override
  public int read() throws IOException {
    int each = in.read();
    if (each >= 0) {
      count((byte) each);
    }
    return each;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = in.read(into, offset, length);
    for (int i = 0; i < read; i++) {
      count(into[offset + i]);
    }
    return read;
  }

  private void count(byte each) {
    if (each == '\n') {
      line++;
      bytes = 0;
    } else if (++bytes > maxBytes) {
      throw new ToolException(
          source
              + " line "
              + line
              + String.format(" has more than %,d bytes, more than any message that", maxBytes)
              + " the store takes; --segment-bytes makes room for larger ones",
          null);
    }
  }

  @Override
  public long skip(long wanted) {
    throw new UnsupportedOperationException("what is skipped is not counted");
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
