package dev.pinfold.archive.snapshot;

import java.io.Flushable;
import java.io.IOException;

/**
 * Where a state machine writes its state, value by value; {@link SnapshotInput} reads them back in
 * the same order. Small numbers take few bytes. Nothing that is written may be null.
 *
 * <p>For one thread. A failed call leaves the snapshot unusable: pass the exception on, and the
 * store discards the file.
 */
public interface SnapshotOutput extends Flushable {
  /** Writes one byte, 1 for true. */
  void writeBoolean(boolean value) throws IOException;

  /**
   * Writes 1 to 5 bytes: one up to 127, five for a negative number. Also the way to write a count.
   */
  void writeInt(int value) throws IOException;

  /** Writes 1 to 9 bytes: one up to 127, nine for a negative number. */
  void writeLong(long value) throws IOException;

  /**
   * Writes a text as UTF-8.
   *
   * @throws IOException if it has an unpaired surrogate, or on a failure of the file
   */
  void writeString(String value) throws IOException;

  /** Writes the length and the bytes. The array is not kept. */
  void writeBytes(byte[] value) throws IOException;

  /**
   * Writes a count and that many numbers of 8 bytes each.
   *
   * @throws IndexOutOfBoundsException if the range is not inside the array
   */
  void writeLongs(long[] values, int from, int count) throws IOException;
}
