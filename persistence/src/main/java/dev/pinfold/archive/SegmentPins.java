package dev.pinfold.archive;

import dev.pinfold.archive.journal.SegmentInfo;
import dev.pinfold.archive.snapshot.SnapshotHeader;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What pins the segments of an archive that is not open, by the same rules as of an open one. */
public final class SegmentPins {
  private SegmentPins() {}

  /**
   * Reports on each segment. That a store keeps all segments is an option of its owner and cannot
   * be told from its files; nor can views that the owner has open.
   *
   * @param segments all of the journal, oldest first, at least one; the last counts as being
   *     written
   * @param needs what the state needs
   * @param snapshots those that are good, newest first
   */
  public static List<SegmentReport> of(
      List<SegmentInfo> segments,
      Collection<StateMachine.SegmentNeed> needs,
      List<SnapshotHeader> snapshots) {
    return new Reclaimer(
            segments, needs, snapshots, Archive.SNAPSHOTS_KEPT, SegmentRetention.Fate.DELETE)
        .reports(Map.of());
  }
}
