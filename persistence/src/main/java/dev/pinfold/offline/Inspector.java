package dev.pinfold.offline;

import dev.pinfold.archive.SegmentPins;
import dev.pinfold.archive.SegmentReport;
import dev.pinfold.archive.StateMachine.SegmentNeed;
import dev.pinfold.archive.journal.SegmentHead;
import dev.pinfold.archive.journal.SegmentInfo;
import dev.pinfold.durable.RestoredQueues;
import dev.pinfold.state.MessageLease;
import dev.pinfold.state.QueueState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One look at everything in a store: snapshots verified, the newest good one restored, what follows
 * it replayed, and then all segments read.
 */
final class Inspector {
  private final StoreFiles files;
  private final SnapshotLook snapshots;
  private final RestoredQueues queues;
  private final JournalLook look;
  private List<Damage> damages = List.of();

  /** What a look came to, and what is wrong in it. */
  record Look(Inspection inspection, Optional<Damage> wrong) {}

  private Inspector(StoreFiles files, OfflineJournal journal, Optional<Owner> owner) {
    this.files = files;
    this.snapshots = SnapshotLook.restoring(files.layout().snapshots(), files.storeId(), journal);
    this.queues = snapshots.restored().orElseGet(journal::emptyQueues);
    JournalLook found = JournalLook.at(files, snapshots, new Replay(files, journal, queues));
    boolean isOwned = owner.filter(one -> !one.isGone()).isPresent();
    this.look = isOwned ? found.besideOwner() : found;
  }

  static Look look(
      StoreFiles files, Optional<Owner> owner, ReadProgress progress, InstantSource clock) {
    try (OfflineJournal journal = new OfflineJournal(files)) {
      Inspector inspector = new Inspector(files, journal, owner);
      Inspection inspection = inspector.inspect(owner, progress, clock.instant());
      Optional<Damage> wrong =
          inspector.damages.isEmpty()
              ? inspector.look.trouble()
              : Optional.of(inspector.damages.get(0));
      return new Look(inspection, wrong);
    }
  }

  static Look withoutTrouble(Look look) {
    Inspection seen = look.inspection();
    JournalVerdict sound =
        new JournalVerdict(List.of(), Optional.empty(), seen.journal().lastTransaction());
    return new Look(
        new Inspection(
            seen.storeId(),
            seen.version(),
            seen.owner(),
            sound,
            seen.snapshots(),
            seen.segments(),
            seen.queues()),
        Optional.empty());
  }

  private Inspection inspect(Optional<Owner> owner, ReadProgress progress, Instant now) {
    Collection<SegmentNeed> needs = queues.machine().segmentNeeds();
    QueueTotals totals = new QueueTotals(queues.state(), files.layout().journal());
    SegmentWalk walk = new SegmentWalk(files, look, progress);
    walk.read(1, Long.MAX_VALUE, totals::record);
    JournalLook.requireThere(look.segments(), 0);
    Optional<Damage> judged = look.damage().or(() -> look.missing(files, needs));
    damages = Damages.of(judged, walk.damages(), totals.damages());
    return new Inspection(
        files.storeId(),
        files.mark().version(),
        owner,
        new JournalVerdict(damages, look.cut(), queues.state().lastTransaction()),
        snapshots.seen(),
        segments(needs),
        queues(totals, now));
  }

  private List<SeenSegment> segments(Collection<SegmentNeed> needs) {
    Map<Integer, SegmentInfo> readable = new HashMap<>();
    look.segments().forEach(segment -> readable.put(segment.segment(), segment));
    Map<Integer, SegmentReport> reports = new HashMap<>();
    if (look.damage().isEmpty() && !look.segments().isEmpty()) {
      SegmentPins.of(look.segments(), needs, snapshots.good())
          .forEach(report -> reports.put(report.segment(), report));
    }
    List<SeenSegment> seen = new ArrayList<>();
    for (SegmentHead head : look.heads()) {
      SegmentInfo info = readable.get(head.segment());
      SegmentReport report = reports.get(head.segment());
      long documentBytes = info == null ? 0 : info.endOffset() - info.dataOffset();
      seen.add(
          new SeenSegment(
              head.segment(),
              head.file(),
              head.fileBytes(),
              head.begun()
                  ? Optional.of(Instant.ofEpochMilli(head.createdMillis()))
                  : Optional.empty(),
              head.firstTransaction(),
              documentBytes,
              report == null ? 0 : report.liveRecords(),
              report == null ? 0 : report.liveBytes(),
              report == null ? lost(head) : report.reasons()));
    }
    return seen;
  }

  private List<String> lost(SegmentHead head) {
    return !head.begun() && look.mayBeLost().contains(head.segment())
        ? List.of("the next opening removes it: lost with the power, and nothing reads from it")
        : List.of();
  }

  private List<SeenQueue> queues(QueueTotals totals, Instant now) {
    List<SeenQueue> seen = new ArrayList<>();
    for (QueueState queue : queues.state().queues()) {
      seen.add(
          new SeenQueue(
              queue.name(),
              queue.id(),
              queue.policy(),
              queue.live().count(),
              queue.live().bytes(),
              leased(queue, now.toEpochMilli()),
              queue.nextNumber(),
              queue.live().count() == 0 ? 0 : queue.live().first(),
              totals.oldestArrival(queue.id()),
              queue.lastArrivalMillis() == 0
                  ? Optional.empty()
                  : Optional.of(Instant.ofEpochMilli(queue.lastArrivalMillis())),
              queue.lastTransaction(),
              totals.traffic(queue.id())));
    }
    seen.sort(Comparator.comparing(SeenQueue::name));
    return seen;
  }

  private static long leased(QueueState queue, long nowMillis) {
    return queue.leases().byNumber().values().stream()
        .mapToLong(MessageLease::untilMillis)
        .filter(until -> until > nowMillis)
        .count();
  }
}
