package dev.pinfold.archive.journal;

import dev.pinfold.StoreCorruptException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * Reads one segment whose end is known, for instance to make an index of it, and goes on behind
 * damage, as {@link SegmentWalk} does.
 */
public final class SegmentSurvey {

  /** Told of what a segment holds, in order. */
  public interface Visitor {
    /**
     * A whole record.
     *
     * @param place good for {@link Journal#read}
     * @param operation its bytes, from position to limit, little-endian, read-only; the same view
     *     for all calls, invalid after the call
     */
    void record(long place, ByteBuffer operation);

    /** Bytes in which a record may have been, but none is whole. */
    void damaged(int from, int to);
  }

  private SegmentSurvey() {}

  /**
   * Visits all whole records of a segment, from its start to {@link SegmentInfo#endOffset}. May run
   * beside a writer, needs no lock, and may block for the time of reading the file.
   *
   * @param segment as {@link Journal#segments} or {@link JournalScan#segments} lists it; its file
   *     must stay meanwhile
   * @throws StoreCorruptException when the segment's header is damaged
   * @throws UncheckedIOException when the file cannot be read
   */
  public static void of(SegmentInfo segment, Visitor visitor) {
    try (NativeBytes memory = SegmentFiles.mapReadOnly(segment.file())) {
      ByteBuffer file = memory.buffer();
      if (!SegmentHeader.isIntact(file)) {
        throw Corruption.at(segment.file(), 0, "a segment header", "none");
      }
      long first = SegmentHeader.read(file).firstTransaction();
      int end = Math.min(segment.endOffset(), file.limit());
      SegmentRescue.End unused =
          new SegmentWalk(
                  segment.segment(),
                  file,
                  end,
                  end,
                  Long.MAX_VALUE, // all of it is there
                  SegmentHeader.salt(file),
                  new Simple(visitor))
              .run(first, first);
      if (end < segment.endOffset()) {
        visitor.damaged(end, segment.endOffset());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + segment.file(), e);
    }
  }

  /** For those who do not ask for transactions. */
  private record Simple(Visitor visitor) implements SegmentRescue.Visitor {
    @Override
    public void record(long lowest, long next, long place, ByteBuffer operation) {
      visitor.record(place, operation);
    }

    @Override
    public void damaged(int from, int to, long next) {
      visitor.damaged(from, to);
    }

    @Override
    public void torn(int from, int to) {
      visitor.damaged(from, to);
    }
  }
}
