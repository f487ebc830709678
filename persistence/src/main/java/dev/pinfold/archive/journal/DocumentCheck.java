package dev.pinfold.archive.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/**
 * Tells whether a whole document lies at an offset of a segment file, and what it holds. It trusts
 * no length that it has not checked against the file. One thread at a time.
 */
final class DocumentCheck {
  /** What lies at an offset. */
  enum Verdict {
    /** A whole document; the fields tell of it. */
    WHOLE,
    /** A prefix of zero, or the end of the file. */
    NOTHING,
    /** The end mark. */
    END_MARK,
    /** A prefix that can not be one of ours, or reaches past the end of the file. */
    BAD_LENGTH,
    /** A plausible prefix, and content that does not agree with its checksums. */
    BAD_CONTENT
  }

  private static final int MOST_STARTS = 10_000;

  private final ByteBuffer file;
  private final ByteBuffer view;
  private final StretchChecksums stretches; // null: records are read
  private final CRC32C crc = new CRC32C();
  private final byte[] scratch = new byte[20];

  private int salt;

  /** After {@link Verdict#WHOLE}: where the document ends and the next prefix lies. */
  int end;

  long firstTransaction;
  int transactions;
  long forced;

  /** After {@link Verdict#BAD_CONTENT}: where. */
  int badOffset;

  private String what;
  private int computed;
  private int stated;

  /**
   * @param file the whole file, little-endian
   * @param salt of the segment's header
   */
  DocumentCheck(ByteBuffer file, int salt) {
    this(file, salt, null);
  }

  /**
   * @param stretches of the same file, for who tries many places where long records may begin; null
   *     for who does not
   */
  DocumentCheck(ByteBuffer file, int salt, StretchChecksums stretches) {
    this.file = file;
    this.stretches = stretches;
    this.view = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    this.salt = salt;
  }

  /**
   * @param at the offset of the prefix, a multiple of 4
   * @param near the transaction that should come, or one within 2^31 of it
   */
  Verdict check(int at, long near) {
    int limit = file.limit();
    if (at > limit - DocumentFormat.PREFIX_BYTES) {
      return Verdict.NOTHING;
    }
    int prefix = file.getInt(at);
    if (prefix == 0) {
      return Verdict.NOTHING;
    }
    if (prefix == DocumentFormat.END_MARK) {
      return Verdict.END_MARK;
    }
    return plausible(prefix, limit - at) ? checkContent(at, prefix, near) : Verdict.BAD_LENGTH;
  }

  /**
   * As {@link #check}, where a document that begins with transaction {@code next} should come. It
   * is whole also when its prefix is 0 and all else is there: a process may die, or a page be lost,
   * between the two, and the content tells its own length.
   */
  Verdict checkNext(int at, long next) {
    Verdict verdict = check(at, next);
    return verdict == Verdict.NOTHING && isContentWhole(at, next) ? Verdict.WHOLE : verdict;
  }

  /**
   * Whether the content of a document that begins with transaction {@code next} is whole, whatever
   * its prefix says: the records lead to its length, and the checksum of its header confirms it.
   * The fields tell of it.
   */
  boolean isContentWhole(int at, long next) {
    int content = at + DocumentFormat.PREFIX_BYTES;
    int limit = file.limit();
    if (content > limit - DocumentFormat.MIN_BYTES || file.getInt(content + 4) != (int) next) {
      return false;
    }
    int record = content + DocumentFormat.HEADER_BYTES;
    while (limit - record > DocumentFormat.FRAME_BYTES && isRecord(record, limit)) {
      int word = file.getInt(record + 4);
      record += DocumentFormat.FRAME_BYTES + (word & DocumentFormat.LENGTH_MASK);
      int length = DocumentFormat.pad(record - content);
      if (word < 0
          && length <= limit - content
          && file.getInt(content) == (salt ^ headerChecksum(content, length, next))) {
        return checkContent(at, length, next) == Verdict.WHOLE;
      }
    }
    return false;
  }

  private boolean isRecord(int record, int limit) {
    int length = file.getInt(record + 4) & ~DocumentFormat.LAST_OF_TRANSACTION;
    return length >= 1
        && length <= limit - record - DocumentFormat.FRAME_BYTES
        && file.getInt(record)
            == recordChecksum(record, record + DocumentFormat.FRAME_BYTES + length);
  }

  private Verdict checkContent(int at, int prefix, long near) {
    int content = at + DocumentFormat.PREFIX_BYTES;
    int check = salt ^ headerChecksum(content, prefix, near);
    if (file.getInt(content) != check) {
      return bad(content, "checksum", check, file.getInt(content));
    }
    forced = DocumentFormat.forced(firstTransaction, file.getInt(content + 8));
    end = content + prefix;
    return checkRecords(content + DocumentFormat.HEADER_BYTES);
  }

  /**
   * Whether a whole document ends at an offset whose last transaction is the one before {@code
   * next}. Its start is looked for backwards by its length; it is given up when its content is full
   * of such lengths.
   */
  boolean endsAt(int offset, long next) {
    if (offset > file.limit() || (offset & 3) != 0) {
      return false;
    }
    int tries = MOST_STARTS;
    for (int content = offset - DocumentFormat.MIN_BYTES;
        content >= SegmentHeader.BYTES + DocumentFormat.PREFIX_BYTES;
        content -= 4) {
      int at = content - DocumentFormat.PREFIX_BYTES;
      if (file.getInt(at) == offset - content) {
        if (check(at, next) == Verdict.WHOLE && firstTransaction + transactions == next) {
          return true;
        }
        if (--tries == 0) {
          return false;
        }
      }
    }
    return false;
  }

  /**
   * As {@link #check}, in a segment whose header and thus salt is lost: the salt is taken from the
   * document's header, and the records must agree with it.
   */
  Verdict checkWithoutSalt(int at, long near) {
    OptionalInt given = saltAt(at, near);
    if (given.isEmpty()) {
      return Verdict.BAD_LENGTH;
    }
    salt = given.getAsInt();
    return check(at, near);
  }

  /** The salt that agrees with the header of a document, if its length is plausible. */
  OptionalInt saltAt(int at, long near) {
    if (!isPlausible(at)) {
      return OptionalInt.empty();
    }
    int content = at + DocumentFormat.PREFIX_BYTES;
    return OptionalInt.of(file.getInt(content) ^ headerChecksum(content, file.getInt(at), near));
  }

  /**
   * Whether prefix and header of a document are right here, whatever its records are. Then {@link
   * #firstTransaction} is told.
   */
  boolean begins(int at, long near) {
    OptionalInt given = saltAt(at, near);
    return given.isPresent() && given.getAsInt() == salt;
  }

  /** Shows the records of the document that was just found whole. */
  void visit(int at, ByteBuffer operation, JournalVisitor visitor, int segment) {
    int record = at + DocumentFormat.PREFIX_BYTES + DocumentFormat.HEADER_BYTES;
    long transaction = firstTransaction;
    while (end - record > 3) {
      int word = file.getInt(record + 4);
      int start = record + DocumentFormat.FRAME_BYTES;
      int next = start + (word & DocumentFormat.LENGTH_MASK);
      operation.limit(next).position(start);
      boolean last = word < 0;
      visitor.record(transaction, Place.of(segment, record), operation, last);
      if (last) {
        transaction++;
      }
      record = next;
    }
  }

  /** The number of records in the document that was just found whole. */
  int records(int at) {
    int count = 0;
    int record = at + DocumentFormat.PREFIX_BYTES + DocumentFormat.HEADER_BYTES;
    while (end - record > 3) {
      int length = file.getInt(record + 4) & DocumentFormat.LENGTH_MASK;
      record += DocumentFormat.FRAME_BYTES + length;
      count++;
    }
    return count;
  }

  private boolean isPlausible(int at) {
    int available = file.limit() - at;
    return available >= DocumentFormat.PREFIX_BYTES && plausible(file.getInt(at), available);
  }

  private static boolean plausible(int prefix, int available) {
    return prefix >= DocumentFormat.MIN_BYTES
        && (prefix & 3) == 0
        && prefix <= available - DocumentFormat.PREFIX_BYTES;
  }

  /** What a header's checksum is without salt; tells the first transaction. */
  private int headerChecksum(int content, int length, long near) {
    firstTransaction = DocumentFormat.fullNumber(file.getInt(content + 4), near);
    return DocumentFormat.headerChecksum(
        crc, scratch, content, length, firstTransaction, file.getInt(content + 8));
  }

  private Verdict checkRecords(int from) {
    int record = from;
    int count = 0;
    boolean whole = false;
    while (end - record > 3) {
      int word = end - record > DocumentFormat.FRAME_BYTES ? file.getInt(record + 4) : 0;
      int length = word & ~DocumentFormat.LAST_OF_TRANSACTION;
      if (length < 1 || length > end - record - DocumentFormat.FRAME_BYTES) {
        return bad(record, "length word", end - record, word);
      }
      int next = record + DocumentFormat.FRAME_BYTES + length;
      int check = recordChecksum(record, next);
      if (file.getInt(record) != check) {
        return bad(record, "checksum", check, file.getInt(record));
      }
      whole = word < 0;
      if (whole) {
        count++;
      }
      record = next;
    }
    if (!whole) {
      return bad(record, "end of transaction", DocumentFormat.LAST_OF_TRANSACTION, 0);
    }
    for (int at = record; at < end; at++) {
      if (file.get(at) != 0) {
        return bad(at, "padding", 0, file.get(at));
      }
    }
    transactions = count;
    return Verdict.WHOLE;
  }

  private int recordChecksum(int record, int next) {
    if (stretches != null) {
      return stretches.of(record + 4, next) ^ salt ^ record;
    }
    view.limit(next).position(record + 4);
    crc.reset();
    crc.update(view);
    return (int) crc.getValue() ^ salt ^ record;
  }

  /** After {@link Verdict#BAD_CONTENT}: what should be there. */
  String expected() {
    return what + " 0x" + Integer.toHexString(computed);
  }

  /** After {@link Verdict#BAD_CONTENT}: what is there. */
  String actual() {
    return "0x" + Integer.toHexString(stated);
  }

  private Verdict bad(int offset, String kind, int shouldBe, int is) {
    badOffset = offset;
    what = kind;
    computed = shouldBe;
    stated = is;
    return Verdict.BAD_CONTENT;
  }
}
