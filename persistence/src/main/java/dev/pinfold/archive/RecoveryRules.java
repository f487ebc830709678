package dev.pinfold.archive;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.journal.JournalPosition;
import dev.pinfold.archive.journal.JournalScan;
import dev.pinfold.archive.journal.Place;
import dev.pinfold.archive.journal.SegmentInfo;
import dev.pinfold.archive.snapshot.SnapshotHeader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** How snapshots and journal must fit: for recovery, and for who judges a store as it would. */
public final class RecoveryRules {
  private RecoveryRules() {}

  /** Where the journal goes on after a snapshot. */
  public static JournalPosition positionOf(SnapshotHeader snapshot) {
    return new JournalPosition(
        snapshot.journalSegment(), (int) snapshot.journalOffset(), snapshot.nextTransaction());
  }

  /**
   * The error for an operation that does not fit the state before it.
   *
   * @param file of its segment
   * @param place the operation's
   */
  public static StoreCorruptException unfit(
      Path file, long place, long transaction, IllegalStateException why) {
    return new StoreCorruptException(
        file,
        Place.offset(place),
        "an operation of transaction " + transaction + " that fits the state before it",
        String.valueOf(why.getMessage()),
        "Keep a copy of the directory before anything else");
  }

  /**
   * A journal must not end before what the snapshot in use knew.
   *
   * @throws StoreCorruptException when it does
   */
  public static void requireReachesSnapshot(JournalScan scan, long transaction) {
    scan.requireReaches(transaction, "the snapshot at transaction " + transaction);
  }

  /**
   * Nor before what the name of a snapshot says that could not be used.
   *
   * @throws StoreCorruptException when it does
   */
  public static void requireReachesNamed(JournalScan scan, long transaction, Path snapshot) {
    scan.requireReaches(transaction, "the name of " + snapshot.getFileName());
  }

  /**
   * All segments must be there that the state reads from.
   *
   * @param journal the directory, for the message
   * @throws StoreCorruptException when one is not
   */
  public static void requireSegments(
      Path journal, Collection<StateMachine.SegmentNeed> needs, Collection<SegmentInfo> segments) {
    Set<Integer> present = new HashSet<>();
    segments.forEach(segment -> present.add(segment.segment()));
    for (StateMachine.SegmentNeed need : needs) {
      if (!present.contains(need.segment())) {
        throw new StoreCorruptException(
            journal,
            0,
            "segment " + need.segment() + ", in which " + need.records() + " records live",
            "no such segment",
            "Put it back from a copy of the store; keep a copy of the directory before anything"
                + " else");
      }
    }
  }
}
