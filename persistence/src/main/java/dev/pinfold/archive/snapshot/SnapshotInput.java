package dev.pinfold.archive.snapshot;

import java.io.IOException;

/**
 * Where a state machine reads its state from, in the order in which {@link SnapshotOutput} wrote
 * it. Each length is held against the bytes that remain before anything is allocated for it, so
 * even a body that says nonsense cannot exhaust the memory.
 *
 * <p>All methods throw {@link SnapshotUnreadableException} where the bytes are not what was asked
 * for, and another {@link IOException} if the file cannot be read. For one thread.
 */
public interface SnapshotInput {
  /** Reads what {@link SnapshotOutput#writeBoolean} wrote. */
  boolean readBoolean() throws IOException;

  /** Reads what {@link SnapshotOutput#writeInt} wrote; any number, so never a size to allocate. */
  int readInt() throws IOException;

  /**
   * Reads what {@link SnapshotOutput#writeInt} wrote as the count of something that follows.
   *
   * @param leastBytesEach how many bytes each of them takes at least, 1 or more
   * @return a count that is not negative, and for which enough bytes remain
   */
  int readCount(int leastBytesEach) throws IOException;

  /** Reads what {@link SnapshotOutput#writeLong} wrote. */
  long readLong() throws IOException;

  /** Reads what {@link SnapshotOutput#writeString} wrote; never null. */
  String readString() throws IOException;

  /** Reads what {@link SnapshotOutput#writeBytes} wrote into a fresh array. */
  byte[] readBytes() throws IOException;

  /**
   * Reads what {@link SnapshotOutput#writeLongs} wrote into a fresh array of exactly that count.
   */
  long[] readLongs() throws IOException;

  /** How many bytes of the body have not been read yet, 0 or more. */
  long remaining();
}
