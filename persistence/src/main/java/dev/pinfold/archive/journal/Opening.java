package dev.pinfold.archive.journal;

import dev.pinfold.StoreFullException;
import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.files.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Readies the directory for going on after a scan: makes durable what was found, removes what does
 * not count, and has the file of the next segment in place.
 *
 * <p>Writing always goes on in a fresh segment. It has the number after the last segment that holds
 * a document; one that holds nothing but its header is made anew. Files that an earlier run had
 * prepared are used. At every instant the file after one with an end mark exists, so a crash here
 * is like none: the next scan finds the same.
 *
 * @param segment the number of the segment to write
 * @param file its file, zeroed, in full size, its name durable
 * @param previousSegment the segment before it, 0 for none
 * @param previousEnd where that one's documents end
 * @param preparedTo files after it that are zeroed too end with this number
 */
record Opening(int segment, Path file, int previousSegment, int previousEnd, int preparedTo) {
  /** An empty file that is there from the first segment on. */
  static final String BEGUN = "begun";

  /** Where a header may lie that no document follows. */
  private static final int HEAD_BYTES = 4 << 10;

  static Opening after(JournalScan scan, Path directory, JournalOptions options, Device device)
      throws IOException {
    OwnerOnly.createDirectories(directory, device);
    SegmentFiles.removeTemporaries(directory);
    forceFound(scan, device);
    List<SegmentInfo> segments = scan.segments();
    SegmentInfo last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
    boolean again = last != null && last.isEmpty();
    List<SegmentFiles.Entry> present = SegmentFiles.list(directory);
    int number = last != null ? last.segment() + (again ? 0 : 1) : firstNumber(present);
    int preparedTo = keepPrepared(present, number, options, device);
    Path file = SegmentName.in(directory, number);
    makeReady(file, directory, options, device);
    markBegun(directory.resolve(BEGUN));
    device.forceDirectory(directory);
    return new Opening(
        number,
        file,
        last == null ? 0 : again ? last.previousSegment() : last.segment(),
        last == null ? 0 : again ? last.previousEnd() : last.endOffset(),
        preparedTo);
  }

  private static void markBegun(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(file, OwnerOnly.FILE);
    }
  }

  private static int firstNumber(List<SegmentFiles.Entry> present) {
    return present.isEmpty() ? 1 : present.get(0).segment();
  }

  /** What an earlier process left in the page cache must not be lost behind what we will force. */
  private static void forceFound(JournalScan scan, Device device) throws IOException {
    List<SegmentInfo> segments = scan.segments();
    for (int i = 0; i < segments.size(); i++) {
      long after =
          i + 1 < segments.size()
              ? segments.get(i + 1).firstTransaction()
              : scan.end().nextTransaction();
      if (after - 1 > scan.forcedTransaction()) {
        SegmentFiles.force(segments.get(i).file(), device);
      }
    }
  }

  /** Keeps what can be used after the next segment, and deletes the rest, the last one first. */
  private static int keepPrepared(
      List<SegmentFiles.Entry> present, int number, JournalOptions options, Device device)
      throws IOException {
    List<SegmentFiles.Entry> later = new ArrayList<>();
    for (SegmentFiles.Entry entry : present) {
      if (entry.segment() > number) {
        later.add(entry);
      }
    }
    int keep = 0;
    int most = options.segmentsAhead();
    while (keep < later.size()
        && keep < most
        && later.get(keep).segment() == number + 1 + keep
        && isReusable(later.get(keep).file(), options)) {
      keep++;
    }
    for (int i = later.size() - 1; i >= keep; i--) {
      Files.delete(later.get(i).file());
    }
    for (int i = 0; i < keep; i++) {
      SegmentFiles.zeroHead(later.get(i).file(), HEAD_BYTES, device);
    }
    return number + keep;
  }

  /** Whether a file has the right size, and nothing in it but perhaps at its very start. */
  private static boolean isReusable(Path file, JournalOptions options) throws IOException {
    if (Files.size(file) != options.segmentBytes()) {
      return false;
    }
    try (NativeBytes bytes = SegmentFiles.mapReadOnly(file)) {
      return SegmentFiles.contentEnd(bytes.buffer(), HEAD_BYTES) == HEAD_BYTES;
    }
  }

  private static void makeReady(Path file, Path directory, JournalOptions options, Device device)
      throws IOException {
    if (!Files.exists(file)) {
      String lacking = SegmentPreparer.roomLacking(directory, options, 1);
      if (lacking != null) {
        throw new StoreFullException(
            "Opening the store needs a segment of "
                + options.segmentBytes()
                + " bytes in "
                + directory
                + ": "
                + lacking
                + ". Nothing was changed; free some space.",
            null);
      }
      SegmentFiles.create(file, options.segmentBytes(), null, SegmentFiles.Fill.FORCED, device);
    } else if (isReusable(file, options)) {
      SegmentFiles.zeroHead(file, HEAD_BYTES, device);
    } else {
      SegmentFiles.zero(file, options.segmentBytes(), device);
    }
  }
}
