package dev.pinfold.archive.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A segment with whole documents in it that were cut off: it is kept beside the journal, where
 * nothing reads or removes it.
 *
 * @param segment its number
 * @param file where it lies
 * @param kept where an opening puts it; what is there already is the same
 */
record CutSegment(int segment, Path file, Path kept) {
  static List<CutSegment> of(List<SegmentFile> segments) {
    return segments.stream()
        .map(file -> new CutSegment(file.segment(), file.path(), place(file.path())))
        .toList();
  }

  /** {@code 0000000042.pfj.cut}; {@code .cut2} and so on when there is another already. */
  private static Path place(Path file) {
    String name = file.getFileName() + SegmentName.CUT_SUFFIX;
    Path kept = file.resolveSibling(name);
    for (int i = 2; Files.exists(kept) && !isCopy(file, kept); i++) {
      kept = file.resolveSibling(name + i);
    }
    return kept;
  }

  /** What cannot be compared is something else. */
  private static boolean isCopy(Path file, Path kept) {
    try {
      return Files.isRegularFile(kept) && Files.mismatch(file, kept) < 0;
    } catch (IOException e) {
      return false;
    }
  }
}
