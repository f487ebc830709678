package dev.pinfold.archive.journal;

import dev.pinfold.StoreCorruptException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads one segment whose end is known, for instance to build an index of it anew. Stateless. */
public final class SegmentScanner {
  private SegmentScanner() {}

  /**
   * Visits all records of a segment, from its start to {@link SegmentInfo#endOffset}. May run
   * beside a writer, and may block for the time of reading the file.
   *
   * @param segment as {@link Journal#segments} or {@link JournalScan#segments} lists it
   * @param visitor told of each record
   * @return the number of the first transaction behind the segment
   * @throws StoreCorruptException when the segment is not whole up to its end; records before the
   *     damage were visited
   */
  public static long scan(SegmentInfo segment, JournalVisitor visitor) {
    try (NativeBytes file = SegmentFiles.mapReadOnly(segment.file())) {
      return scan(segment, file.buffer(), visitor);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + segment.file(), e);
    }
  }

  private static long scan(SegmentInfo segment, ByteBuffer file, JournalVisitor visitor) {
    if (!SegmentHeader.isIntact(file)) {
      throw Corruption.at(segment.file(), 0, "a segment header", "none");
    }
    long next = SegmentHeader.read(file).firstTransaction();
    DocumentCheck check = new DocumentCheck(file, SegmentHeader.salt(file));
    ByteBuffer operation = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int at = SegmentHeader.BYTES;
    while (at < segment.endOffset()) {
      DocumentCheck.Verdict verdict = check.checkNext(at, next);
      if (verdict != DocumentCheck.Verdict.WHOLE || check.firstTransaction != next) {
        throw damaged(segment.file(), at, next, verdict, check);
      }
      check.visit(at, operation, visitor, segment.segment());
      next += check.transactions;
      at = check.end;
    }
    return next;
  }

  /** Where the first document lies that goes beyond a transaction; 0 when the header does too. */
  static int startBehind(SegmentInfo segment, long transaction) throws IOException {
    long next = segment.firstTransaction();
    if (next > transaction) {
      return 0;
    }
    try (NativeBytes file = SegmentFiles.mapReadOnly(segment.file())) {
      DocumentCheck check = new DocumentCheck(file.buffer(), SegmentHeader.salt(file.buffer()));
      int at = segment.dataOffset();
      while (at < segment.endOffset() && check.checkNext(at, next) == DocumentCheck.Verdict.WHOLE) {
        next += check.transactions;
        if (next - 1 > transaction) {
          return at;
        }
        at = check.end;
      }
      return at;
    }
  }

  /** The report of a place where a whole document with a certain transaction should be. */
  static StoreCorruptException damaged(
      java.nio.file.Path file,
      int at,
      long next,
      DocumentCheck.Verdict verdict,
      DocumentCheck check) {
    String document = "a whole document that begins with transaction " + next;
    return switch (verdict) {
      case WHOLE -> Corruption.at(file, at, document, "transaction " + check.firstTransaction);
      case NOTHING -> Corruption.at(file, at, document, "nothing");
      case END_MARK -> Corruption.at(file, at, document, "the end mark");
      case BAD_LENGTH -> Corruption.at(file, at, document, "an impossible length");
      case BAD_CONTENT -> Corruption.at(file, check.badOffset, check.expected(), check.actual());
    };
  }
}
