package dev.pinfold.archive.journal;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.journal.DocumentCheck.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Reads one segment whose end is known, for instance to make an index of it, and goes on behind
 * damage: each record that is whole is found, wherever else a bit flipped. Nothing passes for a
 * record by chance: its checksum is salted by the segment and by the record's place. One use each.
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

  private final SegmentInfo segment;
  private final ByteBuffer file;
  private final int end;
  private final Visitor visitor;
  private final DocumentCheck check;
  private final ByteBuffer operation;
  private final ByteBuffer checked;
  private final CRC32C crc = new CRC32C();
  private final int salt;

  private SegmentSurvey(SegmentInfo segment, ByteBuffer file, Visitor visitor) {
    this.segment = segment;
    this.file = file;
    this.end = Math.min(segment.endOffset(), file.limit());
    this.visitor = visitor;
    this.salt = SegmentHeader.salt(file);
    this.check = new DocumentCheck(file, salt);
    this.operation = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    this.checked = file.duplicate();
  }

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
    try (NativeBytes file = SegmentFiles.mapReadOnly(segment.file())) {
      if (!SegmentHeader.isIntact(file.buffer())) {
        throw Corruption.at(segment.file(), 0, "a segment header", "none");
      }
      new SegmentSurvey(segment, file.buffer(), visitor).run();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + segment.file(), e);
    }
  }

  private void run() {
    long next = SegmentHeader.read(file).firstTransaction();
    int at = SegmentHeader.BYTES;
    while (at < end) {
      if (check.check(at, next) == Verdict.WHOLE && check.end <= end) {
        check.visit(at, operation, this::visit, segment.segment());
        next = check.firstTransaction + check.transactions;
        at = check.end;
      } else {
        int behind = nextDocument(at, next);
        salvage(at, behind);
        at = behind;
      }
    }
    if (end < segment.endOffset()) {
      visitor.damaged(end, segment.endOffset());
    }
  }

  private void visit(long transaction, long place, ByteBuffer bytes, boolean last) {
    visitor.record(place, bytes);
  }

  /** Where the document behind a damaged one begins: where its prefix says, if one lies there. */
  private int nextDocument(int at, long near) {
    if (at > file.limit() - DocumentFormat.PREFIX_BYTES) {
      return end; // the file was cut in the middle of a prefix
    }
    long stated = (long) at + DocumentFormat.PREFIX_BYTES + file.getInt(at);
    if (stated > at && stated <= end && (stated == end || beginsDocument((int) stated, near))) {
      return (int) stated;
    }
    int behind = at + DocumentFormat.PREFIX_BYTES;
    while (behind < end && !beginsDocument(behind, near)) {
      behind += DocumentFormat.PREFIX_BYTES;
    }
    return Math.min(behind, end);
  }

  /** Whether prefix and header of a document are right here, whatever its records are. */
  private boolean beginsDocument(int at, long near) {
    Verdict verdict = check.check(at, near);
    return verdict == Verdict.WHOLE
        || (verdict == Verdict.BAD_CONTENT && check.badOffset != at + DocumentFormat.PREFIX_BYTES);
  }

  /** Visits the whole records of a damaged document. */
  private void salvage(int document, int behind) {
    int at = document + DocumentFormat.PREFIX_BYTES + DocumentFormat.HEADER_BYTES;
    while (behind - at > DocumentFormat.FRAME_BYTES) {
      if (isRecord(at, behind)) {
        int start = at + DocumentFormat.FRAME_BYTES;
        int next = start + length(at);
        operation.limit(next).position(start);
        visitor.record(Place.of(segment.segment(), at), operation);
        at = next;
      } else {
        int next = nextRecord(at, behind);
        visitor.damaged(at, next);
        at = next;
      }
    }
  }

  /** The whole record behind a damaged one, whose length cannot be trusted. */
  private int nextRecord(int at, int behind) {
    int next = at + 1;
    while (next < behind && !isRecord(next, behind)) {
      next++;
    }
    return next;
  }

  private int length(int record) {
    return file.getInt(record + 4) & DocumentFormat.LENGTH_MASK;
  }

  private boolean isRecord(int at, int behind) {
    int room = behind - at - DocumentFormat.FRAME_BYTES;
    if (room < 1) {
      return false;
    }
    int length = file.getInt(at + 4) & ~DocumentFormat.LAST_OF_TRANSACTION;
    if (length < 1 || length > room) {
      return false;
    }
    checked.limit(at + DocumentFormat.FRAME_BYTES + length).position(at + 4);
    crc.reset();
    crc.update(checked);
    return ((int) crc.getValue() ^ salt ^ at) == file.getInt(at);
  }
}
