package dev.pinfold.archive;

import dev.pinfold.Outcome;
import dev.pinfold.PinfoldException;
import dev.pinfold.StoreClosedException;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.StoreFailedException;
import dev.pinfold.StoreFullException;
import dev.pinfold.archive.files.Undisturbed;
import dev.pinfold.archive.journal.DocumentBuffer;
import dev.pinfold.archive.journal.GroupCommit;
import dev.pinfold.archive.journal.Journal;
import dev.pinfold.archive.journal.JournalPosition;
import dev.pinfold.archive.journal.SegmentInfo;
import dev.pinfold.archive.snapshot.RejectedSnapshot;
import dev.pinfold.archive.snapshot.SnapshotFile;
import dev.pinfold.archive.snapshot.SnapshotHeader;
import dev.pinfold.archive.snapshot.SnapshotPruning;
import dev.pinfold.archive.snapshot.SnapshotStore;
import dev.pinfold.archive.snapshot.SnapshotTrigger;
import dev.pinfold.archive.snapshot.VerifiedSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one state machine: every transaction in the journal, the state in snapshots now and then,
 * and both again at the next opening.
 *
 * <p>The machine's user holds {@link #lock} while it decides, calls {@link #append} and applies;
 * after that, without the lock, it waits for {@link #awaitForced} when it needs to. When applying
 * what was appended fails, it calls {@link #fail} before it leaves the lock. Everything else
 * (snapshots, space) is looked after by a thread of the archive's own.
 */
public final class Archive<M extends StateMachine> implements JournalReader, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Archive.class);
  private static final int SNAPSHOTS_KEPT = 2;
  private static final int MOST_EMPTIED =
      8; // segments, one after the other, while nothing else goes

  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock snapshotting = new ReentrantLock(); // taken before lock
  private final ArchiveOptions options;
  private final StoreDirectory directory;
  private final SnapshotStore snapshots;
  private final SnapshotTrigger trigger;
  private final MovedSegments moved;
  private final M machine;
  private final RecoveryReport recovery;
  private final Journal journal;
  private final RoomMaker room = new RoomMaker(this::freeSegments);
  private final Keeper keeper;
  private List<SnapshotHeader> keptSnapshots = List.of(); // guarded by lock
  private long snapshotTransaction; // guarded by lock: of the newest snapshot
  private long bytesSinceSnapshot; // guarded by lock
  private long snapshotNanos = System.nanoTime(); // guarded by lock
  private Map<Integer, Long> recordsThen = Map.of(); // at the last look for what to compact
  private volatile boolean spaceWanted; // something was refused for lack of room
  private final Set<Integer> impossible = ConcurrentHashMap.newKeySet(); // segments to be emptied
  private Thread spareSpender; // guarded by lock: may use the room kept for removals
  private final Set<Path> warnedOf = new HashSet<>(); // guarded by lock: damaged snapshots
  private boolean closed; // guarded by lock
  private Throwable machineFailure; // guarded by lock: why the machine is not what the journal says

  /**
   * Opens the archive of a directory, which is made when it is missing, and brings the machine to
   * the state that it had.
   *
   * @param machines makes an empty machine that reads from the given journal; called again when a
   *     snapshot turns out unusable
   * @throws dev.pinfold.StoreLockedException when it is open elsewhere
   * @throws StoreCorruptException when it is damaged in a way that no crash explains
   * @throws StoreFullException when there is no room for a new segment
   * @throws UncheckedIOException when the directory cannot be made, read or written
   */
  public static <M extends StateMachine> Archive<M> open(
      Path directory, ArchiveOptions options, Function<JournalReader, M> machines) {
    Objects.requireNonNull(options, "options");
    try {
      return Undisturbed.call("pinfold-open", () -> openOwned(directory, options, machines));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the store " + directory + " cannot be opened: " + describe(e), e);
    }
  }

  private static <M extends StateMachine> Archive<M> openOwned(
      Path directory, ArchiveOptions options, Function<JournalReader, M> machines)
      throws IOException {
    StoreDirectory owned = StoreDirectory.open(directory);
    try {
      return new Archive<>(owned, options, machines);
    } catch (IOException | RuntimeException | Error e) {
      owned.close();
      throw e;
    }
  }

  private static String describe(IOException e) {
    return e instanceof AccessDeniedException denied
        ? "this user ("
            + System.getProperty("user.name")
            + ") may not write "
            + denied.getFile()
            + ". Give it the directory, or run as its owner"
        : e.toString();
  }

  private Archive(
      StoreDirectory directory, ArchiveOptions options, Function<JournalReader, M> machines)
      throws IOException {
    long start = System.nanoTime();
    this.directory = directory;
    this.options = options;
    this.trigger = new SnapshotTrigger(options.snapshots());
    this.moved = new MovedSegments(options.retention());
    Recovery<M> recovered = new Recovery<>(directory, options, machines, this);
    this.snapshots = recovered.snapshots();
    this.machine = recovered.machine();
    refreshKept(snapshots.keepNewest(SNAPSHOTS_KEPT));
    this.journal =
        Journal.open(
            directory.journal(),
            options.journal(),
            recovered.scan(),
            directory.storeId(),
            failure -> LOG.error("The journal failed; the store takes no more changes", failure));
    this.snapshotTransaction = recovered.snapshotTransaction();
    this.bytesSinceSnapshot = recovered.scan().bytes();
    recovered.end();
    this.recovery = recovered.report(Duration.ofNanos(System.nanoTime() - start));
    if (recovery.isRemarkable()) {
      LOG.warn("{}: {}", directory, recovery.summary());
    } else {
      LOG.info("{}: {}", directory, recovery.summary());
    }
    forgetGoneSegments();
    this.keeper = new Keeper(this::maintain);
    keeper.wake(); // this opening took a segment, perhaps the last one
  }

  /** Guards the machine and the journal's end. */
  public ReentrantLock lock() {
    return lock;
  }

  /** The machine that is kept. */
  public M machine() {
    return machine;
  }

  /** What opening found and did. */
  public RecoveryReport recovery() {
    return recovery;
  }

  /** A buffer for the documents that {@link #append} takes. */
  public DocumentBuffer newDocument() {
    return journal.newDocument();
  }

  /**
   * Writes a document with the next transaction. Under the lock. On return it survives the process.
   *
   * @param freesSpace whether it only removes: then it may use the room kept for that
   * @return the place of the document
   * @throws StoreFullException when there is no room; nothing happened
   * @throws dev.pinfold.StoreFailedException when the journal failed, now or before
   */
  public long append(DocumentBuffer document, boolean freesSpace) {
    requireSound();
    try {
      long place = journal.append(document, freesSpace || Thread.currentThread() == spareSpender);
      bytesSinceSnapshot += document.size();
      if (isSnapshotDue(Duration.ZERO)) { // the keeper watches the time by itself
        keeper.wake();
      }
      return place;
    } catch (StoreFullException e) {
      spaceWanted = true;
      keeper.wake();
      throw e;
    }
  }

  /**
   * Tells that the machine may not be what the journal says: an append was not followed by the
   * whole of its application, or it is not known whether there was one. Under the lock, the same
   * hold of it as that append's. From then on nothing is appended, no snapshot of the machine is
   * written, also not at close, and no segment goes; the next opening applies the journal again.
   * Only the first call counts. Does not block.
   *
   * @param cause what went wrong
   */
  public void fail(Throwable cause) {
    Objects.requireNonNull(cause, "cause");
    if (machineFailure == null) {
      machineFailure = cause;
    }
  }

  /** Under the lock. */
  private void requireSound() {
    if (machineFailure != null) {
      throw new StoreFailedException(
          Outcome.NOT_DONE,
          directory
              + " failed before: its state may not be what its journal says. Close it and open it"
              + " again",
          machineFailure);
    }
  }

  private boolean isSound() {
    lock.lock();
    try {
      return machineFailure == null;
    } finally {
      lock.unlock();
    }
  }

  private boolean isSnapshotDue(Duration since) {
    return trigger.due(journal.lastTransaction() - snapshotTransaction, bytesSinceSnapshot, since);
  }

  /** Blocks until a transaction and all before it survive power loss. Not under the lock. */
  public void awaitForced(long transaction) {
    journal.expectForces();
    journal.groupCommit().await(transaction);
  }

  /**
   * Calls back when a transaction and all before it survive power loss, with null, or with what
   * made that impossible; on a thread of the journal's.
   */
  public void whenForced(long transaction, Consumer<Throwable> done) {
    journal.expectForces();
    GroupCommit commits = journal.groupCommit();
    Runnable tell = () -> done.accept(commits.forced() >= transaction ? null : commits.failure());
    try {
      commits.whenForced(transaction, tell);
    } catch (StoreClosedException e) {
      tell.run(); // closing forced all that was appended, or failed
    }
  }

  /** Tells that forces will be asked for often: what is prepared for that is cheaper to force. */
  public void expectForces() {
    journal.expectForces();
  }

  /** Blocks until everything appended so far survives power loss. Not under the lock. */
  public void force() {
    journal.force();
  }

  @Override
  public ByteBuffer read(long place) {
    return journal.read(place);
  }

  @Override
  public int openSegment() {
    return journal.currentSegment();
  }

  @Override
  public SegmentInfo segment(int number) {
    return journal.segment(number);
  }

  @Override
  public boolean isIndexable(int segment) {
    return segment < journal.currentSegment();
  }

  @Override
  public Path indexDirectory() {
    return directory.index();
  }

  @Override
  public UUID storeId() {
    return directory.storeId();
  }

  /**
   * Writes a snapshot of the present state and returns its transaction. The machine goes on
   * meanwhile; what the snapshot rests on is forced first.
   *
   * @throws UncheckedIOException when it cannot be written; nothing else is harmed
   * @throws StoreClosedException when the archive is closed
   * @throws StoreFailedException when the archive failed
   */
  public long snapshot() {
    if (lock.isHeldByCurrentThread()) {
      throw new IllegalStateException("a transaction's body cannot take a snapshot");
    }
    snapshotting.lock();
    try {
      requireOpen();
      return writeSnapshotUndisturbed();
    } finally {
      snapshotting.unlock();
    }
  }

  private long writeSnapshotUndisturbed() {
    try {
      return Undisturbed.call("pinfold-snapshot", this::writeSnapshot);
    } catch (IOException e) {
      throw new UncheckedIOException("a snapshot of " + directory + " cannot be written", e);
    }
  }

  private void requireOpen() {
    lock.lock();
    try {
      if (closed) {
        throw new StoreClosedException(directory + " is closed", null);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Under snapshotting. */
  private long writeSnapshot() {
    try {
      SnapshotHeader header;
      StateMachine.Capture capture;
      long bytes;
      lock.lock();
      try {
        requireSound();
        JournalPosition position = journal.position();
        capture = machine.capture();
        bytes = bytesSinceSnapshot;
        header =
            new SnapshotHeader(
                directory.storeId(),
                machine.kind(),
                machine.version(),
                position.nextTransaction() - 1,
                position.segment(),
                position.offset(),
                position.nextTransaction(),
                System.currentTimeMillis(),
                new ArrayList<>(capture.segments()));
      } finally {
        lock.unlock();
      }
      journal.groupCommit().await(header.transaction());
      SnapshotFile written = snapshots.write(header, capture::writeTo);
      LOG.debug("{}: wrote {}", directory, written.path());
      SnapshotPruning pruning = snapshots.keepNewest(SNAPSHOTS_KEPT);
      lock.lock();
      try {
        refreshKept(pruning);
        snapshotTransaction = header.transaction();
        bytesSinceSnapshot -= bytes;
        snapshotNanos = System.nanoTime();
      } finally {
        lock.unlock();
      }
      return header.transaction();
    } catch (IOException e) {
      throw new UncheckedIOException("a snapshot of " + directory + " cannot be written", e);
    }
  }

  private void refreshKept(SnapshotPruning pruning) {
    keptSnapshots = pruning.kept().stream().map(VerifiedSnapshot::header).toList();
    for (RejectedSnapshot damaged : pruning.damaged()) {
      if (warnedOf.add(damaged.file().path())) {
        LOG.warn("{}: {} is damaged: {}", directory, damaged.file().path(), damaged.reason());
      }
    }
  }

  /** All segments, and what pins each. */
  public List<SegmentReport> whyKept() {
    lock.lock();
    try {
      return reclaimer(SNAPSHOTS_KEPT).reports();
    } finally {
      lock.unlock();
    }
  }

  private Reclaimer reclaimer(int snapshotsNeeded) {
    return new Reclaimer(
        journal.segments(),
        machine.segmentNeeds(),
        keptSnapshots,
        snapshotsNeeded,
        options.retention().fate());
  }

  /** Gives back what is not needed, after a snapshot if one is due. On the keeper's thread. */
  private void maintain() {
    try {
      keepInOrder();
    } catch (StoreClosedException e) {
      LOG.debug("{}: closed meanwhile", directory);
    }
  }

  private void keepInOrder() {
    if (!isSound()) {
      return;
    }
    int unused = reclaim(); // first: what follows may fail for want of space
    boolean due;
    lock.lock();
    try {
      due =
          !closed
              && journal.groupCommit().failure() == null
              && isSnapshotDue(Duration.ofNanos(System.nanoTime() - snapshotNanos));
    } finally {
      lock.unlock();
    }
    if (due) {
      snapshot();
      compactSettled();
    }
    if (spaceWanted || journal.isFull()) {
      spaceWanted = false;
      room.make();
      journal.spaceFreed(); // has it look whether others have made room
    }
    unused = reclaim();
    machine.tidy();
  }

  /**
   * Gives back what space it can, after an append found none; the next append finds out whether
   * there is any. A segment that only snapshots pin goes when there are two newer ones. They have
   * to be of different transactions, so one that changes nothing is put before each; when there is
   * no room even for that, the newest snapshot has to be enough. When no segment is empty, the
   * emptiest one is made so, in the room kept for removals. Blocks for the time of that, when there
   * is anything to be done at all; of several callers one does it. Not under the lock.
   */
  public void makeRoom() {
    try {
      room.make();
    } catch (UncheckedIOException | PinfoldException e) {
      LOG.debug("{}: no room could be made", directory, e); // the keeper tries too, and tells
    } finally {
      journal.spaceFreed();
    }
  }

  private void freeSegments() {
    if (reclaim() + reclaimBehindSnapshots() > 0) {
      return;
    }
    boolean more = true;
    for (int i = 0; i < MOST_EMPTIED && more; i++) {
      more = emptyOne();
    }
  }

  /** Whether it is worth going on with the next one. */
  private boolean emptyOne() {
    Optional<Integer> emptiest = emptiest();
    if (emptiest.isEmpty()) {
      return false;
    }
    long unused = snapshot(); // if that fails, the survivors were better not moved
    boolean isPossible = evacuateIntoSpare(emptiest.get());
    return reclaimBehindSnapshots() > 0 || !isPossible;
  }

  /** Whether all that lives there can be moved. */
  private boolean evacuateIntoSpare(int segment) {
    spendSpare(Thread.currentThread());
    try {
      return evacuate(segment);
    } catch (StoreFullException e) {
      LOG.debug("{}: no room to empty segment {}", directory, segment);
      return true;
    } finally {
      spendSpare(null);
    }
  }

  private void spendSpare(Thread spender) {
    lock.lock();
    try {
      spareSpender = spender;
    } finally {
      lock.unlock();
    }
  }

  /** When nothing but the kept snapshots pins segments, replaces both, so that they go. */
  private int reclaimBehindSnapshots() {
    try {
      for (int i = 0; i < SNAPSHOTS_KEPT && isPinnedBySnapshotsAlone(); i++) {
        machine.advance();
        long unused = snapshot();
      }
      return reclaim();
    } catch (StoreFullException e) {
      long unused = snapshot();
      return reclaim(1);
    }
  }

  private boolean isPinnedBySnapshotsAlone() {
    lock.lock();
    try {
      return !closed
          && machineFailure == null
          && reclaimer(SNAPSHOTS_KEPT).isPinnedBySnapshotsAlone();
    } finally {
      lock.unlock();
    }
  }

  /** Lets segments go that nothing pins; how many. */
  public int reclaim() {
    return reclaim(SNAPSHOTS_KEPT);
  }

  private int reclaim(int snapshotsNeeded) {
    requireOpen();
    int gone = reclaimSegments(snapshotsNeeded);
    try {
      moved.prune(Instant.now());
    } catch (IOException e) {
      throw new UncheckedIOException("moved segments of " + directory + " cannot be deleted", e);
    }
    return gone;
  }

  private int reclaimSegments(int snapshotsNeeded) {
    lock.lock();
    try {
      if (machineFailure != null) {
        return 0;
      }
      List<Integer> reclaimable = reclaimer(snapshotsNeeded).reclaimable();
      for (int segment : reclaimable) {
        if (options.retention().fate() == SegmentRetention.Fate.MOVE) {
          journal.moveSegment(segment, options.retention().directory());
        } else {
          journal.deleteSegment(segment);
        }
      }
      if (!reclaimable.isEmpty()) {
        forgetGoneSegments();
      }
      return reclaimable.size();
    } finally {
      lock.unlock();
    }
  }

  /** What was derived from them is of no harm, should it stay. */
  private void forgetGoneSegments() {
    try {
      machine.segmentsGone(
          journal.segments().stream()
              .map(SegmentInfo::segment)
              .filter(segment -> segment < journal.currentSegment())
              .toList());
    } catch (UncheckedIOException e) {
      LOG.warn("{}: indexes of segments that are gone stay for now", directory, e);
    }
  }

  /** Moves the survivors out of nearly empty segments; how many segments. */
  public int compact() {
    return evacuate(need -> true);
  }

  /**
   * Compacts, but for segments that lost half of their records or more since the last time: they
   * are being drained, and will be empty soon without being copied. On the keeper's thread.
   */
  private void compactSettled() {
    Map<Integer, Long> then = recordsThen;
    recordsThen = new HashMap<>();
    lock.lock();
    try {
      machine.segmentNeeds().forEach(need -> recordsThen.put(need.segment(), need.records()));
    } finally {
      lock.unlock();
    }
    evacuate(need -> need.records() > then.getOrDefault(need.segment(), Long.MAX_VALUE) / 2);
  }

  private int evacuate(Predicate<StateMachine.SegmentNeed> wanted) {
    List<StateMachine.SegmentNeed> candidates = nearlyEmpty(wanted);
    for (StateMachine.SegmentNeed candidate : candidates) {
      int segment = candidate.segment();
      try {
        boolean unused = evacuate(segment);
      } catch (StoreFullException e) {
        LOG.debug("{}: no room to compact segment {}", directory, segment);
        return 0;
      }
    }
    return candidates.size();
  }

  /** What damage keeps in a segment is not tried again until the next opening. */
  private boolean evacuate(int segment) {
    try {
      machine.evacuate(segment);
      return true;
    } catch (StoreCorruptException e) {
      LOG.warn("{}: segment {} cannot be emptied", directory, segment, e);
      impossible.add(segment);
      return false;
    }
  }

  private Optional<Integer> emptiest() {
    return nearlyEmpty(need -> need.views() == 0).stream()
        .min(Comparator.comparingLong(StateMachine.SegmentNeed::bytes))
        .map(StateMachine.SegmentNeed::segment);
  }

  private List<StateMachine.SegmentNeed> nearlyEmpty(Predicate<StateMachine.SegmentNeed> wanted) {
    double most = options.compactBelow() * options.journal().segmentBytes();
    lock.lock();
    try {
      if (closed
          || machineFailure != null
          || options.retention().fate() == SegmentRetention.Fate.KEEP) {
        return List.of();
      }
      return machine.segmentNeeds().stream()
          .filter(need -> need.segment() < journal.currentSegment())
          .filter(need -> need.records() > 0 && need.bytes() < most)
          .filter(need -> !impossible.contains(need.segment()))
          .filter(wanted)
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Forces everything, writes the last snapshot, gives the directory back. A snapshot that cannot
   * be written is told to the log alone: nothing is lost by it.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      lock.unlock();
    }
    keeper.close();
    snapshotting.lock(); // nobody writes to a directory that is given back
    try {
      if (isSound()
          && journal.groupCommit().failure() == null
          && trigger.dueAtClose(journal.lastTransaction() - snapshotTransaction)) {
        long unused = writeSnapshotUndisturbed();
        int gone = reclaimSegments(SNAPSHOTS_KEPT);
        LOG.debug("{}: {} segments went at close", directory, gone);
      }
    } catch (UncheckedIOException e) {
      LOG.warn("{}: no snapshot at close; the next opening replays more", directory, e);
    } finally {
      release();
      snapshotting.unlock();
    }
  }

  /** Not under the lock: what waits for the last force runs now, and may want it. */
  private void release() {
    try {
      journal.close();
    } finally {
      giveBack(directory);
    }
  }

  private static void giveBack(StoreDirectory directory) {
    try {
      directory.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the store " + directory + " cannot be closed", e);
    }
  }
}
