package dev.pinfold.archive.journal;

import dev.pinfold.archive.journal.DocumentCheck.Verdict;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What is still to be found behind a hole in the journal. */
final class Remains {
  private final long near;
  private final List<SegmentFile> holders = new ArrayList<>();
  private int documents;
  private int headers;
  private long forced;
  private long bytes;

  private Remains(long near) {
    this.near = near;
  }

  /**
   * @param files the segments of the journal
   * @param index of the one with the hole
   * @param at where in its file
   * @param near the number of the transaction that is missing
   */
  static Remains behind(List<SegmentFile> files, int index, int at, long near) {
    Remains remains = new Remains(near);
    SegmentFile first = files.get(index);
    SegmentFile second = index + 1 < files.size() ? files.get(index + 1) : null;
    boolean cutBefore = second != null && second.isHeaded();
    remains.add(first, at, cutBefore ? second.header().previousEnd() : Integer.MAX_VALUE);
    for (int i = index + 1; i < files.size(); i++) {
      SegmentFile file = files.get(i);
      if (file.isHeaded()) {
        remains.headers++;
        remains.forced = Math.max(remains.forced, file.header().forcedTransaction());
      }
      if (file.isHeaded() || !file.isPrepared()) {
        remains.add(file, file.isHeaded() ? SegmentHeader.BYTES : 0, Integer.MAX_VALUE);
      }
      file.unmap();
    }
    return remains;
  }

  /** Whether anything was found that was wholly written after the hole. */
  boolean somethingWhole() {
    return documents > 0 || headers > 0;
  }

  /** The segments in which whole documents were found. */
  List<SegmentFile> holders() {
    return holders;
  }

  /** The number of whole documents found. */
  int documents() {
    return documents;
  }

  /** The highest transaction that something found states as forced. */
  long forced() {
    return forced;
  }

  /** The bytes of content found, whole or not. */
  long bytes() {
    return bytes;
  }

  /**
   * Without a salt any length is possible at each offset: none may be read to its end each time.
   */
  private static DocumentCheck checkOfHeadless(ByteBuffer file) {
    return new DocumentCheck(file, 0, new StretchChecksums(file, 0, file.limit()));
  }

  /**
   * Tries each offset where a document could begin; a whole one is skipped over. Where the hole is,
   * one counts also when only the length before it is wrong.
   */
  private void add(SegmentFile segment, int from, int stop) {
    ByteBuffer file = segment.bytes();
    DocumentCheck check = segment.isHeaded() ? segment.check() : checkOfHeadless(file);
    int end = Math.min(stop, SegmentFiles.contentEnd(file, from));
    bytes += Math.max(0, end - from);
    int at = DocumentFormat.pad(from);
    int last = file.limit() - DocumentFormat.PREFIX_BYTES - DocumentFormat.MIN_BYTES;
    int before = documents;
    if (segment.isHeaded() && check.isContentWhole(at, near)) {
      documents++;
      at = check.end;
    }
    while (at < end && at <= last) {
      Verdict verdict =
          segment.isHeaded() ? check.check(at, near) : check.checkWithoutSalt(at, near);
      if (verdict == Verdict.WHOLE) {
        if (check.firstTransaction >= near) { // else it is of a former use of the file
          documents++;
          forced = Math.max(forced, check.forced);
        }
        at = check.end;
      } else {
        at += 4;
      }
    }
    if (documents > before) {
      holders.add(segment);
    }
  }
}
