package dev.pinfold;

import java.nio.file.Path;
import java.util.Objects;

/** A file of the store does not say what it must. Nothing was changed. */
public final class StoreCorruptException extends PinfoldException {
  private static final long serialVersionUID = 1L;

  private final transient Path file;
  private final long offset;
  private final String expected;
  private final String actual;

  /**
   * @param file the damaged or missing file, not null
   * @param offset the byte in the file where the damage was noticed, 0 or more
   * @param expected what should be there, not null
   * @param actual what is there, not null
   * @param next what to do next, not null
   */
  public StoreCorruptException(
      Path file, long offset, String expected, String actual, String next) {
    super(
        Outcome.NOT_DONE,
        Objects.requireNonNull(file, "file")
            + " at byte "
            + offset
            + ": expected "
            + expected
            + ", found "
            + actual
            + ". "
            + next,
        null);
    this.file = file;
    this.offset = offset;
    this.expected = expected;
    this.actual = actual;
  }

  /** The damaged or missing file; null only after Java serialization. */
  public Path file() {
    return file;
  }

  /** The byte in the file where the damage was noticed. */
  public long offset() {
    return offset;
  }

  /** What should be there, in words. */
  public String expected() {
    return expected;
  }

  /** What is there instead, in words. */
  public String actual() {
    return actual;
  }
}
