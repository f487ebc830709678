package dev.pinfold.archive.journal;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The segment that is being written, with our own mapping of it for forcing; later, until it is
 * forced, a sealed one. Chronicle's mapping is never used: it may vanish at any time.
 */
final class ActiveSegment {
  private final int segment;
  private final Path file;
  private final MappedByteBuffer mapping;
  private final AtomicInteger end = new AtomicInteger();
  private SegmentInfo start;
  private int salt;

  /** How far it is forced; only the leader of the group commit touches it. */
  int forcedEnd;

  ActiveSegment(int segment, Path file) throws IOException {
    this.segment = segment;
    this.file = file;
    this.mapping = (MappedByteBuffer) SegmentFiles.mapReadWrite(file);
  }

  int segment() {
    return segment;
  }

  MappedByteBuffer mapping() {
    return mapping;
  }

  /** Takes note of the header that was just written. */
  void begin(SegmentHeader header, int headerEnd) {
    int at = SegmentHeader.find(mapping);
    if (at < 0 || at + SegmentHeader.BYTES != headerEnd) {
      throw new IllegalStateException(
          "the header of " + file + " should end at byte " + headerEnd + " and lies at " + at);
    }
    salt = SegmentHeader.salt(mapping, at);
    start =
        new SegmentInfo(
            segment,
            file,
            header.firstTransaction(),
            headerEnd,
            headerEnd,
            mapping.capacity(),
            header.previousSegment(),
            header.previousEnd());
    end.set(headerEnd);
  }

  int salt() {
    return salt;
  }

  /** Where the next prefix will lie. */
  int end() {
    return end.get();
  }

  /** By the appending thread, after the document is complete. */
  void end(int offset) {
    end.lazySet(offset);
  }

  /** How far a sealed segment must be forced: its documents and the end mark. */
  int sealedEnd() {
    return end.get() + DocumentFormat.END_BYTES;
  }

  SegmentInfo info() {
    return new SegmentInfo(
        segment,
        file,
        start.firstTransaction(),
        start.dataOffset(),
        end.get(),
        start.fileBytes(),
        start.previousSegment(),
        start.previousEnd());
  }

  void unmap() {
    Unmapper.free(mapping);
  }
}
