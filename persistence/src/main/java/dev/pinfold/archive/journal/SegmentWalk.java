package dev.pinfold.archive.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads the documents of one segment, and goes on behind damage: each record that is whole is
 * found, wherever else a bit flipped. Nothing passes for a record by chance: its checksum is salted
 * by the segment and by the record's place. One use each.
 */
final class SegmentWalk {
  private final int segment;
  private final ByteBuffer file;
  private final int content;
  private final int end;
  private final long told;
  private final int salt;
  private final SegmentRescue.Visitor visitor;
  private final StretchChecksums checksums;
  private final DocumentCheck check;
  private final ByteBuffer operation;
  private long lowest; // transactions from here on are at or above it
  private long near;
  private int missed; // up to there it was told that something is: also when no byte is left for it

  /**
   * Prepares one.
   *
   * @param segment its number, for the places of records
   * @param file the whole of it, little-endian
   * @param content no record begins there or behind
   * @param end no document reaches behind it
   * @param told there was a transaction of this number, so that none up to it can be torn
   */
  SegmentWalk(
      int segment,
      ByteBuffer file,
      int content,
      int end,
      long told,
      int salt,
      SegmentRescue.Visitor visitor) {
    this.segment = segment;
    this.file = file;
    this.content = content;
    this.end = end;
    this.told = told;
    this.salt = salt;
    this.visitor = visitor;
    this.checksums = new StretchChecksums(file, 0, file.limit());
    this.check = new DocumentCheck(file, salt, checksums);
    this.operation = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Walks.
   *
   * @param from no transaction in it is before this one
   * @param about one within 2^31 of all
   * @return what the last documents tell
   */
  SegmentRescue.End run(long from, long about) {
    lowest = from;
    near = about;
    int at = SegmentHeader.BYTES;
    while (at < content) {
      if (isWhole(at)) {
        check.visit(at, operation, this::visit, segment);
        lowest = check.firstTransaction + check.transactions;
        near = lowest;
        at = check.end;
      } else if (isEndMark(at)) {
        return new SegmentRescue.End(lowest, true);
      } else {
        at = passHole(at);
      }
    }
    return new SegmentRescue.End(lowest, false);
  }

  /** Also when only its prefix is not right: the records tell its length, too. */
  private boolean isWhole(int at) {
    return (check.check(at, near) == DocumentCheck.Verdict.WHOLE || check.isContentWhole(at, near))
        && check.end <= end;
  }

  private void visit(long transaction, long place, ByteBuffer bytes, boolean last) {
    visitor.record(transaction, transaction + 1, place, bytes);
  }

  private boolean isEndMark(int at) {
    return at <= file.limit() - DocumentFormat.PREFIX_BYTES
        && file.getInt(at) == DocumentFormat.END_MARK
        && at + DocumentFormat.PREFIX_BYTES >= content;
  }

  private int passHole(int at) {
    int behind = nextDocument(at);
    boolean follows = behind < end;
    long next = follows ? check.firstTransaction : Long.MAX_VALUE;
    if (!follows && isTorn(at)) {
      visitor.torn(at, content);
      return behind;
    }
    if (check.begins(at, near) && check.firstTransaction < next) {
      lowest = Math.max(lowest, check.firstTransaction);
    }
    readDamaged(at, behind, next);
    if (follows) {
      lowest = next;
      near = next;
    }
    return behind;
  }

  /** Where the document behind a damaged one begins: where its prefix says, if one lies there. */
  private int nextDocument(int at) {
    if (at > file.limit() - DocumentFormat.PREFIX_BYTES) {
      return end; // the file was cut in the middle of a prefix
    }
    long stated = (long) at + DocumentFormat.PREFIX_BYTES + file.getInt(at);
    if (stated == end) {
      return end;
    }
    if (stated > at && stated < content && (stated & 3) == 0 && isLater((int) stated)) {
      return (int) stated;
    }
    int behind = at + DocumentFormat.PREFIX_BYTES;
    while (behind < content && !isLater(behind)) {
      behind += DocumentFormat.PREFIX_BYTES;
    }
    return behind < content ? behind : end; // the last record may end in zeros
  }

  /** Whether a document begins that is behind a damaged one, by its number, too. */
  private boolean isLater(int at) {
    return check.begins(at, near) && check.firstTransaction > lowest;
  }

  /** A process that dies leaves no prefix: as for an opening, what is behind it never happened. */
  private boolean isTorn(int at) {
    return lowest > told
        && at <= file.limit() - DocumentFormat.PREFIX_BYTES
        && file.getInt(at) == 0;
  }

  /** Visits the whole records of damaged documents. */
  private void readDamaged(int document, int behind, long next) {
    int stop = Math.min(content, behind);
    int at = Math.min(document + DocumentFormat.PREFIX_BYTES + DocumentFormat.HEADER_BYTES, stop);
    int hole = at; // from here on nothing whole was found
    boolean isEnded = false; // whether a transaction ends there
    for (int record = at; record < stop; ) {
      if (isRecord(record, behind)) {
        if (record > at) {
          visitor.damaged(at, record, next);
        }
        int start = record + DocumentFormat.FRAME_BYTES;
        at = start + length(record);
        hole = at;
        isEnded = file.getInt(record + 4) < 0;
        operation.limit(at).position(start);
        visitor.record(lowest, next, Place.of(segment, record), operation);
        record = at;
      } else {
        record++;
      }
    }
    if (!isEnded || !isPadding(hole, stop)) {
      int to = behind < end || content == end ? behind : content;
      int from = Math.max(hole, missed);
      missed = Math.max(to, from + 1);
      visitor.damaged(from, missed, next);
    }
  }

  private boolean isPadding(int from, int to) {
    for (int at = from; at < to; at++) {
      if (file.get(at) != 0) {
        return false;
      }
    }
    return to - from < DocumentFormat.PREFIX_BYTES;
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
    int sum = checksums.of(at + 4, at + DocumentFormat.FRAME_BYTES + length);
    return (sum ^ salt ^ at) == file.getInt(at);
  }
}
