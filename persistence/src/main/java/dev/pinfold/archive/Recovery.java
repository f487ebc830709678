package dev.pinfold.archive;

import dev.pinfold.archive.journal.Environment;
import dev.pinfold.archive.journal.Journal;
import dev.pinfold.archive.journal.JournalPosition;
import dev.pinfold.archive.journal.JournalScan;
import dev.pinfold.archive.journal.Place;
import dev.pinfold.archive.journal.SegmentInfo;
import dev.pinfold.archive.snapshot.SnapshotHeader;
import dev.pinfold.archive.snapshot.SnapshotInput;
import dev.pinfold.archive.snapshot.SnapshotSearch;
import dev.pinfold.archive.snapshot.SnapshotStore;
import dev.pinfold.archive.snapshot.SnapshotUnreadableException;
import dev.pinfold.kryo.KryoSnapshotEncoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;

/**
 * Brings a state machine to the state that it had: the newest good snapshot, then the journal after
 * it; without a good snapshot the journal from its very beginning. While it lasts, it is the
 * machine's journal; when it {@link #end ends} the archive is.
 */
final class Recovery<M extends StateMachine> {
  private final StoreDirectory directory;
  private final SnapshotStore snapshots;
  private final SnapshotSearch<M> search;
  private final Reading reading;
  private final M machine;
  private final JournalScan scan;

  Recovery(
      StoreDirectory directory,
      Environment environment,
      Function<JournalReader, M> machines,
      JournalReader afterwards)
      throws IOException {
    this.directory = directory;
    this.reading = new Reading(directory, afterwards);
    this.snapshots =
        SnapshotStore.open(
            directory.layout().snapshots(),
            directory.storeId(),
            new KryoSnapshotEncoding(),
            environment.device());
    this.search = snapshots.newestGood((header, in) -> restore(machines, header, in));
    this.machine =
        search.loaded().map(SnapshotSearch.Loaded::state).orElseGet(() -> machines.apply(reading));
    JournalPosition from =
        search
            .loaded()
            .map(loaded -> RecoveryRules.positionOf(loaded.snapshot().header()))
            .orElse(JournalPosition.START);
    reading.startAt(from);
    if (search.loaded().isEmpty()) {
      reading.ends = Map.of();
    }
    this.scan =
        Journal.scan(directory.layout().journal(), from, reading.ends, this::replay, environment);
    requireWhole();
  }

  private M restore(Function<JournalReader, M> machines, SnapshotHeader header, SnapshotInput in)
      throws IOException {
    reading.ends = header.segments();
    M empty = machines.apply(reading);
    if (!header.machine().equals(empty.kind()) || header.machineVersion() > empty.version()) {
      throw new SnapshotUnreadableException(
          0,
          "a snapshot of " + empty.kind() + " version " + empty.version() + " or older",
          header.machine() + " version " + header.machineVersion());
    }
    empty.restore(in, header.machineVersion());
    return empty;
  }

  private void replay(long transaction, long place, ByteBuffer operation, boolean last) {
    reading.openSegment = Place.segment(place);
    try {
      machine.replay(transaction, place, operation, last);
    } catch (IllegalStateException e) {
      throw RecoveryRules.unfit(
          reading.segment(Place.segment(place)).file(), place, transaction, e);
    }
  }

  /** What the snapshots knew of, and what the state reads from, must all be there. */
  private void requireWhole() {
    RecoveryRules.requireReachesSnapshot(scan, snapshotTransaction());
    for (var rejected : search.rejected()) {
      RecoveryRules.requireReachesNamed(
          scan, rejected.file().transaction(), rejected.file().path());
    }
    RecoveryRules.requireSegments(
        directory.layout().journal(), machine.segmentNeeds(), scan.segments());
  }

  SnapshotStore snapshots() {
    return snapshots;
  }

  M machine() {
    return machine;
  }

  JournalScan scan() {
    return scan;
  }

  /** The transaction of the snapshot in use, 0 for none. */
  long snapshotTransaction() {
    return search.loaded().map(loaded -> loaded.snapshot().header().transaction()).orElse(0L);
  }

  /** From now on the machine reads through the open journal. */
  void end() {
    reading.ended = true;
    reading.described.clear();
  }

  RecoveryReport report(Duration elapsed) {
    return new RecoveryReport(
        directory.isCreated(),
        search.loaded().isPresent() ? OptionalLong.of(snapshotTransaction()) : OptionalLong.empty(),
        search.rejected(),
        scan.transactions(),
        scan.lastTransaction(),
        scan.cut(),
        elapsed);
  }

  /** The journal as the machine may see it while it is being recovered, and ever after. */
  private static final class Reading implements JournalReader {
    private final StoreDirectory directory;
    private final JournalReader afterwards;
    private final Map<Integer, SegmentInfo> described = new HashMap<>();
    private Map<Integer, Integer> ends = Map.of(); // as the snapshot knows them
    private JournalPosition start = JournalPosition.START;
    private int openSegment;
    private boolean ended;

    Reading(StoreDirectory directory, JournalReader afterwards) {
      this.directory = directory;
      this.afterwards = afterwards;
    }

    void startAt(JournalPosition position) {
      start = position;
      openSegment = position.segment();
    }

    @Override
    public ByteBuffer read(long place) {
      if (!ended) {
        throw new IllegalStateException("records are not read while the journal is recovered");
      }
      return afterwards.read(place);
    }

    @Override
    public int openSegment() {
      return ended ? afterwards.openSegment() : openSegment;
    }

    /** Of the segment that the snapshot ends in, while it is replayed, the part before it. */
    @Override
    public SegmentInfo segment(int number) {
      if (ended) {
        return afterwards.segment(number);
      }
      SegmentInfo whole =
          described.computeIfAbsent(
              number, n -> Journal.segment(directory.layout().journal(), n, ends));
      return number == openSegment ? whole.upTo(start.offset()) : whole;
    }

    @Override
    public boolean isIndexable(int segment) {
      return ended
          ? afterwards.isIndexable(segment)
          : segment < openSegment || segment == start.segment();
    }

    @Override
    public Path indexDirectory() {
      return directory.layout().index();
    }

    @Override
    public UUID storeId() {
      return directory.storeId();
    }
  }
}
