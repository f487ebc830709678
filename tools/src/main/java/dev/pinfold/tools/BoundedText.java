package dev.pinfold.tools;

import java.io.IOException;
import java.io.Writer;

/** The start of what is written to it; past its end all writing fails, to end what writes. */
final class BoundedText extends Writer {
  private final StringBuilder text = new StringBuilder();
  private final int most; // characters

  BoundedText(int most) {
    this.most = most;
  }

  /** More was written than it takes. */
  static final class Exceeded extends IOException {
    private static final long serialVersionUID = 1;

    Exceeded(int most) {
      super("more than " + most + " characters");
    }
  }

  @Override
  public void write(char[] chars, int from, int length) throws IOException {
    int taken = Math.min(length, most - text.length());
    text.append(chars, from, taken);
    if (taken < length) {
      throw new Exceeded(most);
    }
  }

  @Override
  public void flush() {
    // nothing is held back
  }

  @Override
  public void close() {
    // what was written stays
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
