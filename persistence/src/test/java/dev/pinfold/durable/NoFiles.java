package dev.pinfold.durable;

import dev.pinfold.archive.JournalReader;
import dev.pinfold.archive.journal.SegmentInfo;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.UUID;

/** A journal of which nothing is read. */
public record NoFiles() implements JournalReader {
  private static final int OPEN_SEGMENT = 9;

  @Override
  public ByteBuffer read(long place) {
    throw new AssertionError("nothing is read");
  }

  @Override
  public int openSegment() {
    return OPEN_SEGMENT;
  }

  @Override
  public SegmentInfo segment(int number) {
    throw new AssertionError("nothing is read");
  }

  @Override
  public boolean isIndexable(int segment) {
    return false;
  }

  @Override
  public Path indexDirectory() {
    throw new AssertionError("nothing is read");
  }

  @Override
  public UUID storeId() {
    throw new AssertionError("nothing is read");
  }
}
