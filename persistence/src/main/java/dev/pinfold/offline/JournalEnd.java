package dev.pinfold.offline;

import dev.pinfold.archive.journal.Begun;
import dev.pinfold.archive.journal.SegmentRescue;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells what is not there of a journal, by what else tells of it. */
final class JournalEnd {
  private final Path journal;
  private final List<Path> files;
  private final List<Salvage.Hole> holes;
  private int last; // the segment
  private long lastNext; // the transaction behind it
  private boolean isMarked; // whether it ends as one that has a successor

  /**
   * Begins.
   *
   * @param files of segments, also of those that are empty
   * @param holes to add to
   */
  JournalEnd(Path journal, List<Path> files, List<Salvage.Hole> holes) {
    this.journal = journal;
    this.files = files;
    this.holes = holes;
  }

  /** Transactions between segments are nowhere. */
  void missing(long first, long to) {
    add(journal, "transactions " + first + " to " + to + " are missing", Salvage.Meaning.UNKNOWN);
  }

  /** A segment was read. */
  void segment(SegmentPart part, boolean marked) {
    if (part.isCut()) {
      int whole = part.end() == Integer.MAX_VALUE ? part.segmentBytes() : part.end();
      holes.add(
          new Salvage.Hole(
              part.file(),
              part.bytes(),
              whole,
              "the file ends too early",
              Salvage.Meaning.UNKNOWN));
    }
    if (part.next() >= lastNext) {
      lastNext = part.next();
      last = part.segment();
      isMarked = marked;
    }
  }

  /**
   * All were read.
   *
   * @param next the transaction behind the last one
   * @param told there was one of this number
   */
  void journal(List<SegmentPart> parts, long next, long told, Optional<Begun> begun) {
    if (next <= told) {
      add(
          journal,
          "the journal ends with transaction " + (next - 1) + ", but there were " + told,
          Salvage.Meaning.UNKNOWN);
    }
    if (begun.isEmpty() && !parts.isEmpty()) {
      add(
          journal.resolve(Begun.FILE),
          "missing or damaged: it alone may tell of what the last opening began",
          Salvage.Meaning.UNKNOWN);
    } else if (begun.isPresent() && begun.get().segment() > last) {
      add(
          journal,
          "segment " + begun.get().segment() + ", which the last opening began, is missing",
          Salvage.Meaning.UNKNOWN);
      return;
    }
    Set<Path> begunOnes = // the others were prepared, whatever a former use left in them
        parts.stream()
            .filter(SegmentPart::isHeaded)
            .map(SegmentPart::file)
            .collect(Collectors.toSet());
    int[] following =
        files.stream()
            .filter(file -> !begunOnes.contains(file))
            .mapToInt(SegmentRescue::numberOf)
            .filter(number -> number > last)
            .sorted()
            .toArray();
    int gap = gapIn(following);
    if (following.length == 0 ? isMarked : gap <= following[following.length - 1]) {
      add(journal, "segment " + gap + " is missing", Salvage.Meaning.UNKNOWN);
    } else if (isMarked) {
      add(
          journal,
          "segment "
              + (last + 1)
              + " is empty: its process died before it was begun, or it is lost",
          Salvage.Meaning.TORN);
    }
  }

  /**
   * The first number behind the last segment that no file has; they are prepared, and removed, so
   * that none is left out.
   */
  private int gapIn(int[] following) {
    int gap = last + 1;
    for (int number : following) {
      gap += number == gap ? 1 : 0;
    }
    return gap;
  }

  private void add(Path file, String why, Salvage.Meaning meaning) {
    holes.add(new Salvage.Hole(file, 0, 0, why, meaning));
  }
}
