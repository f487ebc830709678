package dev.pinfold.archive.journal;

import dev.pinfold.StoreFullException;
import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.files.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Readies the directory for going on after a scan: keeps what was cut off, removes what does not
 * count, and has the file of the next segment in place.
 *
 * <p>Writing always goes on in a fresh segment. It has the number after the last segment that holds
 * a document; one that holds nothing but its header is made anew. Files that an earlier run had
 * prepared are used. At every instant the file after one with an end mark exists, and no whole
 * document that was cut off is destroyed half, so a crash here is like none: the next scan finds
 * the same.
 *
 * @param segment the number of the segment to write
 * @param file its file, zeroed, in full size, its name durable
 * @param previousSegment the segment before it, 0 for none
 * @param previousEnd where that one's documents end
 * @param preparedTo files after it that should be zeroed too end with this number
 * @param forcedTransaction all transactions up to this one are on the device, or replaced
 * @param unforced the segments with later ones
 */
record Opening(
    int segment,
    Path file,
    int previousSegment,
    int previousEnd,
    int preparedTo,
    long forcedTransaction,
    List<FoundSegment> unforced) {
  /** Where a header may lie that no document follows. */
  private static final int HEAD_BYTES = 4 << 10;

  static Opening after(JournalScan scan, Path directory, JournalOptions options, Device device)
      throws IOException {
    OwnerOnly.createDirectories(directory, device);
    SegmentFiles.removeTemporaries(directory);
    List<SegmentInfo> segments = scan.segments();
    SegmentInfo last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
    boolean again = last != null && last.isEmpty();
    List<SegmentFiles.Entry> present = SegmentFiles.list(directory);
    int number = last != null ? last.segment() + (again ? 0 : 1) : firstNumber(present);
    Path file = SegmentName.in(directory, number);
    List<CutSegment> copied = scan.aside().stream().filter(cut -> cut.segment() <= number).toList();
    boolean replaces = copied.stream().anyMatch(cut -> cut.segment() == number);
    requireRoom(copied, replaces ? 0 : sizeOf(file), directory, options);
    keepCopies(copied, directory, device);
    int preparedTo = keepPrepared(present, number, scan, options, device);
    if (replaces) {
      SegmentFiles.create(file, options.segmentBytes(), null, SegmentFiles.Fill.FORCED, device);
    } else {
      makeReady(file, scan.prepared().contains(number), options, device);
    }
    device.forceDirectory(directory);
    return new Opening(
        number,
        file,
        last == null ? 0 : again ? last.previousSegment() : last.segment(),
        last == null ? 0 : again ? last.previousEnd() : last.endOffset(),
        preparedTo,
        scan.forcedTransaction(),
        unforced(scan));
  }

  private static int firstNumber(List<SegmentFiles.Entry> present) {
    return present.isEmpty() ? 1 : present.get(0).segment();
  }

  /** What an earlier process left in the page cache, and did not know as forced. */
  private static List<FoundSegment> unforced(JournalScan scan) {
    List<FoundSegment> unforced = new ArrayList<>();
    List<SegmentInfo> segments = scan.segments();
    for (int i = 0; i < segments.size(); i++) {
      long after =
          i + 1 < segments.size()
              ? segments.get(i + 1).firstTransaction()
              : scan.end().nextTransaction();
      if (after - 1 > scan.forcedTransaction() && !segments.get(i).isEmpty()) {
        unforced.add(new FoundSegment(segments.get(i), scan.forcedTransaction()));
      }
    }
    return unforced;
  }

  private static long sizeOf(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /**
   * Refuses before anything is written what there is no room for: the next segment, and copies of
   * what was cut off. The limit of bytes is none here: a store at its limit must open, be it to
   * take from it.
   *
   * @param present the bytes that the next segment's file has already
   */
  private static void requireRoom(
      List<CutSegment> copied, long present, Path directory, JournalOptions options)
      throws IOException {
    long copies = 0;
    for (CutSegment cut : copied) {
      copies += Files.exists(cut.kept()) ? 0 : Files.size(cut.file());
    }
    long segment = Math.max(0, options.segmentBytes() - present);
    if (copies + segment == 0) {
      return;
    }
    long wanted = copies + segment + SegmentPreparer.MARGIN_BYTES;
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free < wanted) {
      throw new StoreFullException(
          "Opening the store needs "
              + wanted
              + " bytes in "
              + directory
              + (copies == 0
                  ? " for a segment"
                  : ", "
                      + copies
                      + " of them for copies of segments with whole documents that are cut off")
              + ": "
              + free
              + " bytes are free. No message was changed; free some space.",
          null);
    }
  }

  /**
   * Keeps copies of the segments with whole documents that were cut off, as far as their files go
   * on being part of the journal; an earlier opening may have come so far.
   */
  private static void keepCopies(List<CutSegment> copied, Path directory, Device device)
      throws IOException {
    for (CutSegment cut : copied) {
      if (!Files.exists(cut.kept())) {
        SegmentFiles.keepCopy(cut.file(), cut.kept(), device);
      }
    }
    if (!copied.isEmpty()) {
      device.forceDirectory(directory);
    }
  }

  /**
   * Leaves what can be used after the next segment, and removes the rest, the last one first: what
   * has whole documents in it gets another name.
   */
  private static int keepPrepared(
      List<SegmentFiles.Entry> present,
      int number,
      JournalScan scan,
      JournalOptions options,
      Device device)
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
        && later.get(keep).bytes() == options.segmentBytes()
        && scan.prepared().contains(later.get(keep).segment())) {
      keep++;
    }
    for (int i = later.size() - 1; i >= keep; i--) {
      remove(later.get(i), scan.aside());
      device.forceDirectory(scan.directory()); // before what comes before it goes
    }
    return number + keep;
  }

  private static void remove(SegmentFiles.Entry entry, List<CutSegment> aside) throws IOException {
    for (CutSegment cut : aside) {
      if (cut.segment() == entry.segment()) {
        Files.move(entry.file(), cut.kept(), StandardCopyOption.ATOMIC_MOVE);
        return;
      }
    }
    Files.delete(entry.file());
  }

  private static void makeReady(Path file, boolean zeroed, JournalOptions options, Device device)
      throws IOException {
    if (!Files.exists(file)) {
      SegmentFiles.create(file, options.segmentBytes(), null, SegmentFiles.Fill.FORCED, device);
    } else if (Files.size(file) != options.segmentBytes()) {
      SegmentFiles.zero(file, options.segmentBytes(), device);
    } else if (zeroed) {
      SegmentFiles.force(file, device);
    } else if (hasOnlyHead(file)) {
      SegmentFiles.zeroHead(file, HEAD_BYTES, device);
    } else {
      SegmentFiles.zero(file, options.segmentBytes(), device);
    }
  }

  /** Whether there is nothing in a file but perhaps at its very start. */
  private static boolean hasOnlyHead(Path file) throws IOException {
    try (NativeBytes bytes = SegmentFiles.mapReadOnly(file)) {
      return SegmentFiles.contentEnd(bytes.buffer(), HEAD_BYTES) == HEAD_BYTES;
    }
  }
}
