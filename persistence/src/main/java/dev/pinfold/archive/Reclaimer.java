package dev.pinfold.archive;

import dev.pinfold.archive.StateMachine.SegmentNeed;
import dev.pinfold.archive.journal.SegmentInfo;
import dev.pinfold.archive.snapshot.SnapshotHeader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Says which segments may go. A segment stays
 *
 * <ol>
 *   <li>while it is the one being written;
 *   <li>while the state reads from it, or an open view does;
 *   <li>while one of the kept snapshots reads from it, or must be followed by it when it is
 *       replayed;
 *   <li>while there are fewer snapshots than needed (two, if there is room at all), for the journal
 *       must then be able to replace the one there is;
 *   <li>for ever, when the store keeps all segments.
 * </ol>
 *
 * Rules only: it looks at what it is given and does nothing.
 */
final class Reclaimer {
  private final List<SegmentInfo> segments;
  private final Map<Integer, SegmentNeed> needs = new HashMap<>();
  private final List<SnapshotHeader> snapshots;
  private final int snapshotsNeeded;
  private final SegmentRetention.Fate fate;

  /**
   * @param segments all of the journal, oldest first; the last is being written
   * @param needs what the state needs
   * @param snapshots those that are kept and good, newest first
   * @param snapshotsNeeded how many of them count
   */
  Reclaimer(
      List<SegmentInfo> segments,
      Collection<SegmentNeed> needs,
      List<SnapshotHeader> snapshots,
      int snapshotsNeeded,
      SegmentRetention.Fate fate) {
    this.segments = segments;
    this.snapshots = snapshots.subList(0, Math.min(snapshotsNeeded, snapshots.size()));
    this.snapshotsNeeded = snapshotsNeeded;
    this.fate = fate;
    needs.forEach(need -> this.needs.put(need.segment(), need));
  }

  /** All segments with what pins them. */
  List<SegmentReport> reports() {
    List<SegmentReport> reports = new ArrayList<>();
    for (SegmentInfo segment : segments) {
      SegmentNeed need = needs.get(segment.segment());
      reports.add(
          new SegmentReport(
              segment.segment(),
              segment.file(),
              segment.fileBytes(),
              need == null ? 0 : need.records(),
              need == null ? 0 : need.bytes(),
              reasons(segment, need)));
    }
    return reports;
  }

  /** The segments that nothing pins. */
  List<Integer> reclaimable() {
    return reports().stream()
        .filter(report -> report.reasons().isEmpty())
        .map(SegmentReport::segment)
        .toList();
  }

  /** Whether a segment would be reclaimable if all kept snapshots were of the present state. */
  boolean isPinnedBySnapshotsAlone() {
    for (SegmentInfo segment : segments) {
      SegmentNeed need = needs.get(segment.segment());
      if (presentReasons(segment, need).isEmpty() && !reasons(segment, need).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private List<String> reasons(SegmentInfo segment, SegmentNeed need) {
    List<String> reasons = presentReasons(segment, need);
    for (SnapshotHeader snapshot : snapshots) {
      if (snapshot.segments().contains(segment.segment())) {
        reasons.add("the snapshot at transaction " + snapshot.transaction() + " reads from it");
      } else if (segment.segment() >= snapshot.journalSegment()) {
        reasons.add("it follows the snapshot at transaction " + snapshot.transaction());
      }
    }
    if (snapshots.size() < snapshotsNeeded) {
      reasons.add(
          "there are " + snapshots.size() + " good snapshots, fewer than " + snapshotsNeeded);
    }
    return reasons;
  }

  /** What pins a segment whatever snapshots there are. */
  private List<String> presentReasons(SegmentInfo segment, SegmentNeed need) {
    List<String> reasons = new ArrayList<>();
    if (segment.segment() == segments.get(segments.size() - 1).segment()) {
      reasons.add("it is being written");
    }
    if (fate == SegmentRetention.Fate.KEEP) {
      reasons.add("the store keeps all segments");
    }
    if (need != null && need.records() > 0) {
      reasons.add(need.records() + " live records, " + need.bytes() + " bytes");
    }
    if (need != null && need.views() > 0) {
      reasons.add("open views read from it");
    }
    return reasons;
  }
}
