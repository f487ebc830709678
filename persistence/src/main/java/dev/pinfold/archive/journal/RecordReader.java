package dev.pinfold.archive.journal;

import dev.pinfold.StoreCorruptException;
import java.io.Closeable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Reads single records of a journal that is not open here. One thread at a time. */
public final class RecordReader implements Closeable {
  /** Few, since what is mapped counts as memory of the process until it goes. */
  private static final int MAX_MAPPED = 16;

  private final SegmentReader reader;

  /** A reader of the journal in a directory; nothing is opened yet. */
  public RecordReader(Path directory) {
    this.reader = new SegmentReader(directory, MAX_MAPPED, segment -> null);
  }

  /**
   * The bytes of the operation at a place, little-endian; valid until the next call. May block for
   * the time of reading from disk.
   *
   * @throws StoreCorruptException when they are damaged, or the segment is gone
   * @throws UncheckedIOException when they cannot be read
   */
  public ByteBuffer read(long place) {
    return reader.read(place);
  }

  @Override
  public void close() {
    reader.close();
  }
}
