package dev.pinfold.offline;

import dev.pinfold.archive.journal.SegmentRescue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A segment file that is left of a damaged store, and which transactions it claims.
 *
 * @param isHeaded whether its header is intact
 * @param segment its number; without a header by its name, which may be wrong
 * @param salt of its checksums: that of a copy is the same
 * @param bytes of the file
 * @param segmentBytes that it was made with; 0 when nothing tells
 * @param first the first transaction in it
 * @param firm it holds all from the first one to before this one, or nobody does
 * @param next a transaction that is behind all in it
 * @param end documents go up to there at most; {@link Integer#MAX_VALUE} when nothing tells
 */
record SegmentPart(
    Path file,
    boolean isHeaded,
    int segment,
    int salt,
    int bytes,
    int segmentBytes,
    long first,
    long firm,
    long next,
    int end) {

  /** One with a header whose successor has one, too: what is not in it is nowhere. */
  static SegmentPart between(SegmentRescue file, Path path, long next, int end) {
    return of(file, path, file.firstTransaction().orElseThrow(), next, next, end);
  }

  /**
   * One of which nothing else tells where it ends.
   *
   * @param first that it has when neither header nor documents tell
   */
  static SegmentPart openEnded(SegmentRescue file, Path path, long first, int end) {
    Extent extent = new Extent(file.firstTransaction().orElse(first));
    SegmentRescue.End last = file.visit(end, Long.MAX_VALUE, extent);
    long begin = file.firstTransaction().orElse(first);
    long next = Math.max(begin, Math.max(last.next(), extent.next));
    return of(file, path, begin, extent.firm < 0 ? next : extent.firm, next, end);
  }

  private static SegmentPart of(
      SegmentRescue file, Path path, long first, long firm, long next, int end) {
    return new SegmentPart(
        path,
        file.isHeaded(),
        file.segment(),
        file.salt().orElse(0),
        file.bytes(),
        file.segmentBytes(),
        first,
        firm,
        next,
        end);
  }

  /** Maps its file. */
  SegmentRescue open() throws IOException {
    return SegmentRescue.open(file, first);
  }

  /** Whether it has lost bytes at its end in which documents may have been. */
  boolean isCut() {
    return end == Integer.MAX_VALUE ? bytes < segmentBytes : bytes < end;
  }

  /** Where its documents go to, holes or not. */
  private static final class Extent implements SegmentRescue.Visitor {
    private long next;
    private long firm = -1; // before the first hole; -1 without one

    Extent(long first) {
      this.next = first;
    }

    @Override
    public void record(long lowest, long behind, long place, ByteBuffer operation) {
      if (behind != lowest + 1) { // of a damaged document
        firm = firm < 0 ? next : firm;
      }
      next = Math.max(next, lowest + 1);
    }

    @Override
    public void damaged(int from, int to, long behind) {
      firm = firm < 0 ? next : firm;
    }

    @Override
    public void torn(int from, int to) {
      damaged(from, to, Long.MAX_VALUE);
    }
  }
}
