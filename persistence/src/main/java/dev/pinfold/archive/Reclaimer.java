package dev.pinfold.archive;

import dev.pinfold.archive.StateMachine.SegmentNeed;
import dev.pinfold.archive.journal.SegmentInfo;
import dev.pinfold.archive.snapshot.SnapshotHeader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

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
 * Rules only: it looks at what it is given and does nothing. What it is asked each second costs a
 * step for each segment, and no words.
 */
final class Reclaimer {
  private final List<SegmentInfo> segments;
  private final Map<Integer, SegmentNeed> needs = new HashMap<>();
  private final List<SnapshotHeader> snapshots;
  private final int snapshotsNeeded;
  private final Set<Integer> read = new HashSet<>(); // by one of the snapshots
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
    this.snapshots.forEach(snapshot -> read.addAll(snapshot.segments().keySet()));
  }

  /** The segments that nothing pins. */
  List<Integer> reclaimable() {
    List<Integer> reclaimable = new ArrayList<>();
    for (SegmentInfo segment : segments) {
      if (!isPinnedNow(segment.segment()) && !isPinnedBySnapshots(segment.segment())) {
        reclaimable.add(segment.segment());
      }
    }
    return reclaimable;
  }

  /** How many more would be reclaimable if all kept snapshots were of the present state. */
  int pinnedBySnapshotsAlone() {
    int pinned = 0;
    for (SegmentInfo segment : segments) {
      if (!isPinnedNow(segment.segment()) && isPinnedBySnapshots(segment.segment())) {
        pinned++;
      }
    }
    return pinned;
  }

  /** Whether something pins a segment whatever snapshots there are. */
  private boolean isPinnedNow(int segment) {
    SegmentNeed need = needs.get(segment);
    return fate == SegmentRetention.Fate.KEEP
        || isBeingWritten(segment)
        || (need != null && (need.records() > 0 || need.views() > 0));
  }

  private boolean isBeingWritten(int segment) {
    return segment == segments.get(segments.size() - 1).segment();
  }

  private boolean isPinnedBySnapshots(int segment) {
    if (snapshots.size() < snapshotsNeeded || read.contains(segment)) {
      return true;
    }
    for (SnapshotHeader snapshot : snapshots) {
      if (segment >= snapshot.journalSegment()) {
        return true;
      }
    }
    return false;
  }

  /**
   * All segments with what pins them, in words.
   *
   * @param obstacles what keeps a segment beside that, by its number
   */
  List<SegmentReport> reports(Map<Integer, String> obstacles) {
    List<SegmentReport> reports = new ArrayList<>();
    for (SegmentInfo segment : segments) {
      SegmentNeed need = needs.get(segment.segment());
      List<String> reasons = reasons(segment, need);
      if (obstacles.containsKey(segment.segment())) {
        reasons.add(obstacles.get(segment.segment()));
      }
      reports.add(
          new SegmentReport(
              segment.segment(),
              segment.file(),
              segment.fileBytes(),
              need == null ? 0 : need.records(),
              need == null ? 0 : liveBytes(segment, need),
              reasons));
    }
    return reports;
  }

  /** What is known of them are averages of queues, which may come to more than is there. */
  private static long liveBytes(SegmentInfo info, SegmentNeed need) {
    return Math.min(need.bytes(), info.endOffset() - info.dataOffset());
  }

  private List<String> reasons(SegmentInfo info, SegmentNeed need) {
    int segment = info.segment();
    List<String> reasons = new ArrayList<>();
    if (isBeingWritten(segment)) {
      reasons.add("it is being written");
    }
    if (fate == SegmentRetention.Fate.KEEP) {
      reasons.add("the store keeps all segments");
    }
    if (need != null && need.records() > 0) {
      reasons.add(
          String.format(
              Locale.ROOT, "%,d live records, %,d bytes", need.records(), liveBytes(info, need)));
    }
    if (need != null && need.views() > 0) {
      reasons.add("open views read from it");
    }
    for (SnapshotHeader snapshot : snapshots) {
      if (snapshot.segments().containsKey(segment)) {
        reasons.add("the snapshot at transaction " + snapshot.transaction() + " reads from it");
      } else if (segment >= snapshot.journalSegment()) {
        reasons.add("it follows the snapshot at transaction " + snapshot.transaction());
      }
    }
    if (snapshots.size() < snapshotsNeeded) {
      reasons.add(
          "there are " + snapshots.size() + " good snapshots, fewer than " + snapshotsNeeded);
    }
    return reasons;
  }
}
