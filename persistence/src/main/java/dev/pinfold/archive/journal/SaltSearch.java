package dev.pinfold.archive.journal;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Finds the salt of a segment whose header is damaged. It may stand there still; and each header of
 * a document and each record gives away the one that would make it right. The right one is what
 * they agree on. The time goes with the length of the file, whatever stands in it.
 */
final class SaltSearch {
  private static final int MOST_SALTS = 100_000; // that are told apart

  private final ByteBuffer file;
  private final int content;
  private final long near;
  private final int stated;
  private final DocumentCheck check;
  private final StretchChecksums checksums;

  private SaltSearch(ByteBuffer file, int content, long near) {
    this.file = file;
    this.content = content;
    this.near = near;
    this.stated = file.getInt(0);
    this.check = new DocumentCheck(file, 0);
    this.checksums = new StretchChecksums(file, SegmentHeader.BYTES, file.limit());
  }

  /**
   * Searches.
   *
   * @param file the whole of it, little-endian
   * @param content where the last byte ends that is not zero
   * @param near a transaction within 2^31 of all in it
   * @return empty when nothing in it is whole enough to tell
   */
  static OptionalInt of(ByteBuffer file, int content, long near) {
    if (content < SegmentHeader.BYTES) {
      return OptionalInt.empty();
    }
    SaltSearch search = new SaltSearch(file, content, near);
    OptionalInt found = search.ofDocuments();
    if (found.isEmpty()) {
      return search.ofRecords();
    }
    return search.isStatedByRecord() ? OptionalInt.of(search.stated) : found;
  }

  /** Whether the one in the header is right: documents of others may be inside of a record. */
  private boolean isStatedByRecord() {
    for (int at = SegmentHeader.BYTES; at < content; at++) {
      OptionalInt salt = saltOfRecord(at, file.limit());
      if (salt.isPresent() && salt.getAsInt() == stated) {
        return true;
      }
    }
    return false;
  }

  /** The one that most documents agree with whose first record does, too. */
  private OptionalInt ofDocuments() {
    Map<Integer, Integer> votes = new HashMap<>();
    int at = SegmentHeader.BYTES;
    while (at < content) {
      OptionalInt salt = check.saltAt(at, near);
      if (salt.isPresent() && isFirstRecord(at, salt.getAsInt())) {
        if (salt.getAsInt() == stated) {
          return salt;
        }
        if (votes.size() < MOST_SALTS) {
          int unused = votes.merge(salt.getAsInt(), 1, Integer::sum);
        }
        int end = at + DocumentFormat.PREFIX_BYTES + file.getInt(at);
        at = isFollowed(end, salt.getAsInt()) ? end : at + DocumentFormat.PREFIX_BYTES;
      } else {
        at += DocumentFormat.PREFIX_BYTES;
      }
    }
    return votes.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(most -> OptionalInt.of(most.getKey()))
        .orElse(OptionalInt.empty());
  }

  private boolean isFirstRecord(int document, int salt) {
    int record = document + DocumentFormat.PREFIX_BYTES + DocumentFormat.HEADER_BYTES;
    OptionalInt given =
        saltOfRecord(record, document + DocumentFormat.PREFIX_BYTES + file.getInt(document));
    return given.isPresent() && given.getAsInt() == salt;
  }

  /**
   * Whether a document ends here: another one does begin, or nothing does. What is in it is its.
   */
  private boolean isFollowed(int end, int salt) {
    boolean isLast = end >= content || end > file.limit() - DocumentFormat.PREFIX_BYTES;
    if (isLast || file.getInt(end) == DocumentFormat.END_MARK) {
      return true;
    }
    OptionalInt next = check.saltAt(end, near);
    return next.isPresent() && next.getAsInt() == salt;
  }

  /** The one that two records agree on that lie behind each other, or one with the header. */
  private OptionalInt ofRecords() {
    for (int at = SegmentHeader.BYTES; at < content; at++) {
      OptionalInt salt = saltOfRecord(at, file.limit());
      if (salt.isPresent()
          && (salt.getAsInt() == stated || salt.equals(saltOfRecord(end(at), file.limit())))) {
        return salt;
      }
    }
    return OptionalInt.empty();
  }

  private int end(int record) {
    return record
        + DocumentFormat.FRAME_BYTES
        + (file.getInt(record + 4) & DocumentFormat.LENGTH_MASK);
  }

  /** The salt that would make a record right, if its length is plausible. */
  private OptionalInt saltOfRecord(int record, int behind) {
    int room = behind - record - DocumentFormat.FRAME_BYTES;
    if (room < 1) {
      return OptionalInt.empty();
    }
    int length = file.getInt(record + 4) & ~DocumentFormat.LAST_OF_TRANSACTION;
    if (length < 1 || length > room) {
      return OptionalInt.empty();
    }
    int sum = checksums.of(record + 4, record + DocumentFormat.FRAME_BYTES + length);
    return OptionalInt.of(sum ^ record ^ file.getInt(record));
  }
}
