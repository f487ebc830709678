package dev.pinfold.offline;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.RecoveryRules;
import dev.pinfold.archive.StateMachine.SegmentNeed;
import dev.pinfold.archive.files.SeenFile;
import dev.pinfold.archive.journal.DocumentReader;
import dev.pinfold.archive.journal.Environment;
import dev.pinfold.archive.journal.Journal;
import dev.pinfold.archive.journal.JournalCut;
import dev.pinfold.archive.journal.JournalPosition;
import dev.pinfold.archive.journal.JournalScan;
import dev.pinfold.archive.journal.JournalVisitor;
import dev.pinfold.archive.journal.SegmentHead;
import dev.pinfold.archive.journal.SegmentInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A journal at a moment, judged as an opening would judge it: from the newest good snapshot on all
 * documents were read. What is before that is listed. The journal of a run of a backup is judged
 * more strictly: the power took nothing of it, so that what is missing is damage.
 *
 * @param heads all segment files
 * @param segments those that hold what can be read, oldest first; up to the damage, if there is any
 * @param ends where the documents of segments end, as far as the newest good snapshot knows
 * @param start where an opening would begin to read
 * @param end where the journal ends; empty when it is damaged
 * @param cut what an opening would cut off
 * @param damage the first damage from the start on
 * @param mayBeLost segments before the start of which the power may have taken any part, since
 *     nothing reads from them: they need not have been forced
 */
record JournalLook(
    List<SegmentHead> heads,
    List<SegmentInfo> segments,
    Map<Integer, Integer> ends,
    JournalPosition start,
    Optional<JournalPosition> end,
    Optional<JournalCut> cut,
    Optional<Damage> damage,
    Set<Integer> mayBeLost) {

  /**
   * Looks.
   *
   * @param snapshots as they are now
   * @param visitor is shown the records from the newest good snapshot on
   */
  static JournalLook at(StoreFiles files, SnapshotLook snapshots, JournalVisitor visitor) {
    Optional<Damage> instead = noDirectory(files.layout().journal());
    if (instead.isPresent()) {
      return damaged(files, snapshots, List.of(), instead.get());
    }
    List<SegmentHead> heads = heads(files.layout().journal());
    try {
      JournalScan scan =
          Journal.scan(
              files.layout().journal(),
              snapshots.position(),
              snapshots.ends(),
              visitor,
              Environment.SYSTEM);
      requireThere(scan.segments(), snapshots.position().segment());
      boolean isRun = Files.exists(files.layout().backupMark()); // all of it was on the device
      Optional<JournalCut> cut = isRun ? Optional.empty() : scan.cut();
      Optional<Damage> damage =
          contradiction(files, snapshots, scan)
              .or(() -> isRun ? scan.cut().map(Damage::of) : Optional.empty());
      return new JournalLook(
          heads,
          scan.segments(),
          snapshots.ends(),
          snapshots.position(),
          damage.isPresent() ? Optional.empty() : Optional.of(scan.end()),
          cut,
          damage,
          isRun ? Set.of() : scan.mayBeLost());
    } catch (StoreCorruptException e) {
      return damaged(files, snapshots, heads, Damage.of(e));
    }
  }

  /**
   * Makes sure that segments that were read are there still: else their owner may have given them
   * back, and zeroed, in the middle of it. Their files lose their names first.
   *
   * @param first the number of the first that was read
   * @throws UncheckedIOException when one is gone
   */
  static void requireThere(List<SegmentInfo> segments, int first) {
    for (SegmentInfo segment : segments) {
      if (segment.segment() >= first && !Files.exists(segment.file())) {
        throw new UncheckedIOException(
            "a segment was given back while it was read",
            new NoSuchFileException(segment.file().toString()));
      }
    }
  }

  /** What is there in the place of the directory; empty also when nothing is. */
  private static Optional<Damage> noDirectory(Path journal) {
    try {
      return SeenFile.instead(journal, SeenFile.Kind.DIRECTORY)
          .map(kind -> new Damage(journal, 0, "the directory of the journal", kind.words()));
    } catch (IOException e) {
      throw new UncheckedIOException("the journal in " + journal + " cannot be read", e);
    }
  }

  private static List<SegmentHead> heads(Path journal) {
    try {
      List<SegmentHead> heads = SegmentHead.list(journal);
      for (SegmentHead head : heads) {
        if (head.begun() && head.version() != SegmentHead.VERSION) {
          throw new NoStoreException(
              head.file()
                  + " is of format version "
                  + head.version()
                  + ", this release knows "
                  + SegmentHead.VERSION
                  + ". Use the release of Pinfold that wrote it",
              null);
        }
      }
      return heads;
    } catch (IOException e) {
      throw new UncheckedIOException("the journal in " + journal + " cannot be read", e);
    }
  }

  /**
   * Puts a reader where an opening would begin to read.
   *
   * @return whether that is in this segment, and behind where the reader was
   */
  boolean skipToStart(SegmentInfo segment, DocumentReader reader) {
    if (segment.segment() != start.segment() || reader.offset() >= start.offset()) {
      return false;
    }
    reader.moveTo(start.offset(), start.nextTransaction());
    return true;
  }

  /** Where the journal does not fit what is known otherwise, though it is whole. */
  private static Optional<Damage> contradiction(
      StoreFiles files, SnapshotLook snapshots, JournalScan scan) {
    if (!Files.isDirectory(files.layout().journal())) {
      return Optional.of(
          new Damage(files.layout().journal(), 0, "the directory of the journal", "none"));
    }
    UUID found = scan.storeId().orElse(files.storeId());
    if (!found.equals(files.storeId())) {
      return Optional.of(
          new Damage(
              files.layout().journal(),
              0,
              "segments of store " + files.storeId(),
              "those of " + found));
    }
    try {
      if (!snapshots.good().isEmpty()) {
        RecoveryRules.requireReachesSnapshot(scan, snapshots.good().get(0).transaction());
      }
      for (SeenSnapshot rejected : snapshots.passedOver()) {
        RecoveryRules.requireReachesNamed(scan, rejected.transaction(), rejected.file());
      }
      return missing(files, snapshots, scan.segments());
    } catch (StoreCorruptException e) {
      return Optional.of(Damage.of(e));
    }
  }

  /** What the newest snapshot reads from stays as long as it is the newest. */
  private static Optional<Damage> missing(
      StoreFiles files, SnapshotLook snapshots, List<SegmentInfo> segments) {
    if (snapshots.good().isEmpty() || !snapshots.passedOver().isEmpty()) {
      return Optional.empty();
    }
    Set<Integer> present = numbersOf(segments);
    return snapshots.good().get(0).segments().keySet().stream()
        .filter(segment -> !present.contains(segment))
        .findFirst()
        .map(
            segment ->
                new Damage(
                    files.layout().journal(),
                    0,
                    "segment " + segment + ", which the newest snapshot reads from",
                    "no such segment"));
  }

  private static JournalLook damaged(
      StoreFiles files, SnapshotLook snapshots, List<SegmentHead> heads, Damage damage) {
    List<SegmentInfo> readable = new ArrayList<>();
    for (SegmentHead head : heads) {
      if (head.begun() && !isBehind(head, damage)) {
        addIfReadable(readable, files, head, snapshots);
      }
    }
    return new JournalLook(
        heads,
        readable,
        snapshots.ends(),
        snapshots.position(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(damage),
        Set.of());
  }

  private static void addIfReadable(
      List<SegmentInfo> readable, StoreFiles files, SegmentHead head, SnapshotLook snapshots) {
    try {
      readable.add(Journal.segment(files.layout().journal(), head.segment(), snapshots.ends()));
    } catch (StoreCorruptException e) {
      return; // it is what is damaged, or has gone since
    }
  }

  /** The names of segments are in the order of the segments. */
  private static boolean isBehind(SegmentHead head, Damage damage) {
    String name = damage.file().getFileName().toString();
    return name.endsWith(".pfj") && head.file().getFileName().toString().compareTo(name) > 0;
  }

  /** The numbers of the segments that can be read. */
  Set<Integer> numbers() {
    return numbersOf(segments);
  }

  private static Set<Integer> numbersOf(List<SegmentInfo> segments) {
    return segments.stream().map(SegmentInfo::segment).collect(Collectors.toSet());
  }

  /** A segment that is not there, though a state needs it. */
  Optional<Damage> missing(StoreFiles files, Collection<SegmentNeed> needs) {
    try {
      RecoveryRules.requireSegments(files.layout().journal(), needs, segments);
      return Optional.empty();
    } catch (StoreCorruptException e) {
      return Optional.of(Damage.of(e));
    }
  }

  /** What is wrong in the part that an opening reads, as a place; empty when nothing is. */
  Optional<Damage> trouble() {
    return damage.isPresent() ? damage : cut.map(Damage::of);
  }

  /** The same journal up to its last whole document, behind which its owner goes on. */
  JournalLook withoutTrouble() {
    return new JournalLook(
        heads, segments, ends, start, end, Optional.empty(), Optional.empty(), mayBeLost);
  }

  /** Whether something beside its content tells where a segment's documents end. */
  boolean isEndTold(int segment) {
    return ends.containsKey(segment)
        || segment >= start.segment()
        || heads.stream().anyMatch(head -> head.begun() && head.segment() == segment + 1);
  }

  /**
   * The same without a document that is just being written: while an owner goes on, what seems torn
   * at the very end is not, since it began its segment anew.
   */
  JournalLook besideOwner() {
    boolean isBeingWritten =
        cut.isPresent() && cut.get().bytes() > 0 && cut.get().discardedDocuments() == 0;
    return isBeingWritten && damage.isEmpty() ? withoutTrouble() : this;
  }
}
