package dev.pinfold.offline;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.journal.JournalVisitor;
import dev.pinfold.archive.journal.SegmentInfo;
import dev.pinfold.archive.snapshot.SnapshotHeader;
import dev.pinfold.durable.OperationReader;
import dev.pinfold.durable.RestoredQueues;
import dev.pinfold.state.Operation;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Comes to the state of a store at a moment: from the newest snapshot before it whose segments are
 * there, or from the journal's start.
 */
final class Replayer {
  private static final String NEXT = "Ask for a moment before it, or keep a copy and salvage it";

  private final StoreFiles files;
  private final ReadProgress progress;
  private final StoreLook seen;
  private final SnapshotLook snapshots; // of what was seen
  private final JournalLook look; // of what was seen

  private Replayer(StoreFiles files, BooleanSupplier hasOwner, ReadProgress progress) {
    this.files = files;
    this.progress = progress;
    this.seen = StoreLook.once(files, hasOwner);
    this.snapshots = seen.snapshots();
    this.look = seen.journal();
  }

  /** What a try came to: a state, or what is wrong. */
  private record Try(Optional<PastQueues> found, Optional<Damage> wrong) {
    static Try of(PastQueues found) {
      return new Try(Optional.of(found), Optional.empty());
    }

    static Try wrong(Damage damage) {
      return new Try(Optional.empty(), Optional.of(damage));
    }
  }

  /**
   * Replays.
   *
   * @param hasOwner whether somebody may write now
   * @param until the last transaction, or the time after which nothing counts; empty for the end
   * @throws NoSuchMomentException when nothing tells of that moment
   * @throws StoreCorruptException when the journal is damaged before it
   */
  static PastQueues replay(
      StoreFiles files,
      BooleanSupplier hasOwner,
      Optional<JournalBound> until,
      ReadProgress progress) {
    Try last =
        Settled.look(
            () -> new Replayer(files, hasOwner, progress).replay(until),
            Try::wrong,
            found -> found);
    if (last.wrong().isPresent()) {
      throw corrupt(last.wrong().get());
    }
    return last.found().orElseThrow();
  }

  private static StoreCorruptException corrupt(Damage damage) {
    return new StoreCorruptException(
        damage.file(), damage.offset(), damage.expected(), damage.found(), NEXT);
  }

  private Try replay(Optional<JournalBound> until) {
    if (until.isPresent() && until.get() instanceof JournalBound.OfTime bound) {
      SegmentWalk walk = new SegmentWalk(files, look, progress);
      Reach reach = new Reach(bound.time());
      boolean unused = walk.readUntilStopped(1, Long.MAX_VALUE, reach);
      long last = reach.last();
      return walk.damages().isEmpty() ? replayTo(last) : Try.wrong(walk.damages().get(0));
    }
    if (until.isPresent() && until.get() instanceof JournalBound.OfTransaction bound) {
      return look.end().isPresent() && bound.number() > end()
          ? notThere("transaction " + bound.number() + " is behind the journal's last, " + end())
          : replayTo(bound.number());
    }
    if (until.isPresent() && until.get() instanceof JournalBound.OfOperation) {
      throw new IllegalArgumentException("a transaction counts as a whole, or not");
    }
    return look.damage().isPresent() ? Try.wrong(look.damage().get()) : replayTo(end());
  }

  private long end() {
    return look.end().map(end -> end.nextTransaction() - 1).orElse(Long.MAX_VALUE);
  }

  private static Try notThere(String why) {
    throw new NoSuchMomentException(why);
  }

  /**
   * Finds the last transaction all of whose additions, and those before it, are not later than a
   * time; where the journal begins with the first transaction, 0 for none. What is behind a gap is
   * known from the first addition behind it on.
   */
  private final class Reach implements JournalVisitor {
    private final Instant time;
    private final TimeWindow window;
    private boolean isKnown = beginsAtTheStart(); // else what is before the first addition is not
    private long before; // the transaction that was seen last
    private long reached;

    Reach(Instant time) {
      this.time = time;
      this.window = new TimeWindow(JournalQuery.ALL.to(new JournalBound.OfTime(time)));
    }

    @Override
    public void record(long transaction, long place, ByteBuffer record, boolean last) {
      isKnown &= before == 0 || transaction <= before + 1;
      before = transaction;
      Operation operation = operation(place, record);
      if (window.of(operation) == TimeWindow.Side.BEHIND) {
        throw new ReadStop();
      }
      isKnown |= operation instanceof Operation.Add;
      reached = last && isKnown ? transaction : reached;
    }

    private Operation operation(long place, ByteBuffer record) {
      try {
        return OperationReader.read(record);
      } catch (IllegalArgumentException e) {
        throw corrupt(Damage.ofRecord(files.layout().journal(), place, e)); // the walk notes it
      }
    }

    long last() {
      if (!isKnown) {
        throw new NoSuchMomentException(
            "the journal does not tell what was there at "
                + time
                + ": it begins "
                + begin()
                + ", and has gaps up to transaction "
                + before);
      }
      return reached;
    }
  }

  private boolean beginsAtTheStart() {
    return look.segments().isEmpty() || look.segments().get(0).firstTransaction() <= 1;
  }

  private String begin() {
    return "with transaction " + look.segments().get(0).firstTransaction();
  }

  private Try replayTo(long last) {
    OfflineJournal journal = OfflineJournal.withIndexes(files);
    try {
      RestoredQueues queues = base(last, journal);
      Optional<Damage> wrong = replay(queues, last, journal);
      if (wrong.isPresent()) {
        journal.close();
        return Try.wrong(wrong.get());
      }
      return Try.of(new PastQueues(journal, queues, seen.report(), segmentBytes()));
    } catch (RuntimeException | Error e) {
      journal.close();
      throw e;
    }
  }

  private int segmentBytes() {
    return Math.toIntExact(
        look.segments().stream().mapToLong(SegmentInfo::fileBytes).max().orElse(0));
  }

  /** The state to begin with. */
  private RestoredQueues base(long last, OfflineJournal journal) {
    Set<Integer> present = look.numbers();
    for (SnapshotHeader snapshot : List.copyOf(snapshots.good())) {
      if (snapshot.transaction() <= last && present.containsAll(snapshot.segments().keySet())) {
        Optional<RestoredQueues> queues = snapshots.restore(snapshot, journal);
        if (queues.isPresent()) {
          return queues.get();
        }
      }
    }
    if (!beginsAtTheStart()) {
      throw new NoSuchMomentException(
          "nothing tells of the queues at transaction "
              + last
              + ": the journal begins "
              + begin()
              + ", and no good snapshot is as old whose segments are all there");
    }
    return journal.emptyQueues();
  }

  /** What is wrong before the moment is reached; empty when it is. */
  private Optional<Damage> replay(RestoredQueues queues, long last, OfflineJournal journal) {
    long first = queues.state().lastTransaction() + 1;
    if (first > last) {
      return Optional.empty();
    }
    Replay replay = new Replay(files, journal, queues);
    SegmentWalk walk = new SegmentWalk(files, look, progress);
    boolean unused =
        walk.readUntilStopped(
            first,
            last,
            (transaction, place, operation, isLast) -> {
              if (transaction > last || transaction > queues.state().lastTransaction() + 1) {
                throw new ReadStop();
              }
              if (transaction >= first) {
                replay.record(transaction, place, operation, isLast);
              }
            });
    long reached = queues.state().lastTransaction();
    if (!walk.damages().isEmpty()) {
      return Optional.of(walk.damages().get(0));
    }
    if (reached < last && look.damage().isPresent()) {
      return look.damage();
    }
    if (reached < last) {
      throw new NoSuchMomentException(
          "transactions " + (reached + 1) + " and on are not in the journal any more");
    }
    return Optional.empty();
  }
}
