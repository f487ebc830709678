package dev.pinfold.archive.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A segment file and what its header says, as somebody sees it who only reads.
 *
 * @param segment its number
 * @param file where it lies
 * @param fileBytes its size; 0 when it is no file, which is damage
 * @param begun whether it has an intact header; a prepared segment has none, and the rest is 0
 * @param version of the format
 * @param firstTransaction the number of the first transaction in it, if there is any
 * @param createdMillis when it was begun, in milliseconds since 1970; informative
 */
public record SegmentHead(
    int segment,
    Path file,
    long fileBytes,
    boolean begun,
    int version,
    long firstTransaction,
    long createdMillis) {
  /** The version that this release reads and writes. */
  public static final int VERSION = SegmentHeader.VERSION;

  /**
   * Looks at all segment files of a journal, in the order of their numbers; none when the directory
   * is not there. Beside a writer those that go meanwhile are left out. Blocks for the time of
   * reading a page of each.
   *
   * @param directory of the journal, not null
   * @throws IOException when one cannot be read
   */
  public static List<SegmentHead> list(Path directory) throws IOException {
    List<SegmentHead> heads = new ArrayList<>();
    for (SegmentFiles.Entry entry : SegmentFiles.list(directory)) {
      addIfThere(heads, entry);
    }
    return heads;
  }

  private static void addIfThere(List<SegmentHead> heads, SegmentFiles.Entry entry)
      throws IOException {
    try {
      heads.add(
          entry.seen().isFile()
              ? of(SegmentFile.load(entry), entry)
              : new SegmentHead(entry.segment(), entry.file(), 0, false, 0, 0, 0));
    } catch (NoSuchFileException e) {
      return; // deleted or moved since it was listed
    }
  }

  /**
   * Where a segment lies.
   *
   * @param directory of the journal, not null
   * @param segment its number, 1 or more
   */
  public static Path fileOf(Path directory, int segment) {
    return SegmentName.in(directory, segment);
  }

  private static SegmentHead of(SegmentFile file, SegmentFiles.Entry entry) {
    boolean begun = file.isHeaded();
    return new SegmentHead(
        entry.segment(),
        entry.file(),
        entry.bytes(),
        begun,
        file.version(),
        begun ? file.header().firstTransaction() : 0,
        begun ? file.header().createdMillis() : 0);
  }
}
