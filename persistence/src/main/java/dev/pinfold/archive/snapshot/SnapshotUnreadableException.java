package dev.pinfold.archive.snapshot;

import dev.pinfold.StoreCorruptException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A snapshot cannot be used: its file is damaged, or is not for the one who reads it. A state
 * machine throws it while it restores itself in order to have the next older snapshot tried.
 */
public final class SnapshotUnreadableException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long offset;
  private final String expected;
  private final String actual;

  /**
   * @param offset the byte of the file, or of the body if the message says so, 0 or more
   * @param expected what should be there, not null
   * @param actual what is there, not null
   */
  public SnapshotUnreadableException(long offset, String expected, String actual) {
    super("at byte " + offset + ": expected " + expected + ", found " + actual);
    this.offset = offset;
    this.expected = expected;
    this.actual = actual;
  }

  /** Where it was noticed, in bytes. */
  public long offset() {
    return offset;
  }

  /**
   * The same as the engine's exception, for when there is no other snapshot to turn to.
   *
   * @param file the snapshot's file, not null
   * @param next what to do next, not null
   */
  public StoreCorruptException asCorrupt(Path file, String next) {
    return new StoreCorruptException(file, offset, expected, actual, next);
  }
}
