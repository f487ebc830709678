package dev.pinfold.archive;

import dev.pinfold.Outcome;
import dev.pinfold.PinfoldException;
import dev.pinfold.StoreClosedException;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.StoreFailedException;
import dev.pinfold.StoreFullException;
import dev.pinfold.archive.files.Undisturbed;
import dev.pinfold.archive.journal.DocumentBuffer;
import dev.pinfold.archive.journal.Environment;
import dev.pinfold.archive.journal.GroupCommit;
import dev.pinfold.archive.journal.Journal;
import dev.pinfold.archive.journal.JournalPosition;
import dev.pinfold.archive.journal.LostSegments;
import dev.pinfold.archive.journal.SegmentInfo;
import dev.pinfold.archive.snapshot.RejectedSnapshot;
import dev.pinfold.archive.snapshot.SnapshotFile;
import dev.pinfold.archive.snapshot.SnapshotHeader;
import dev.pinfold.archive.snapshot.SnapshotPruning;
import dev.pinfold.archive.snapshot.SnapshotStore;
import dev.pinfold.archive.snapshot.VerifiedSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
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
  static final int SNAPSHOTS_KEPT = 2;
  private static final int MOST_EMPTIED =
      8; // segments, one after the other, while nothing else goes
  private static final int SEVERAL_AT_CLOSE = 2; // segments that are worth some work
  private static final int SEVERAL_AT_OPENING = 4; // what processes leave that never close

  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock snapshotting = new ReentrantLock(); // taken before those below
  private final ReentrantLock reclaiming = new ReentrantLock(); // taken before lock
  private final ArchiveOptions options;
  private final Environment environment;
  private final StoreDirectory directory;
  private final SnapshotStore snapshots;
  private final M machine;
  private final RecoveryReport recovery;
  private final Journal journal;
  private final Compaction compaction;
  private final Departures departures; // guarded by reclaiming
  private final RoomMaker room = new RoomMaker(this::freeSegments);
  private final Keeper keeper;
  private List<SnapshotHeader> keptSnapshots = List.of(); // guarded by lock
  private final SnapshotPace pace; // guarded by lock
  private int snapshotSegment; // guarded by lock: where the journal goes on after the last one
  private boolean earlierForced; // guarded by snapshotting: all sealed segments once were
  private volatile boolean spaceWanted; // something was refused for lack of room
  private volatile boolean settlingWanted; // something may be left by short openings
  private volatile Instant ownedAt = Instant.now(); // when nobody else had the directory yet
  private Thread spareSpender; // guarded by lock: may use the room kept for removals
  private final Set<Path> warnedOf = new HashSet<>(); // guarded by lock: damaged snapshots
  private boolean closed; // guarded by lock
  private boolean reclaimingEnded; // guarded by reclaiming
  private final ReadWriteLock evacuating = new ReentrantReadWriteLock();
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
   * @throws IllegalArgumentException when segments are to be moved to where the archive itself is,
   *     or the limit of bytes is less than the segments need that there always are
   */
  public static <M extends StateMachine> Archive<M> open(
      Path directory, ArchiveOptions options, Function<JournalReader, M> machines) {
    return open(directory, options, machines, Environment.SYSTEM);
  }

  /** As the other {@code open}, on that machine. */
  public static <M extends StateMachine> Archive<M> open(
      Path directory,
      ArchiveOptions options,
      Function<JournalReader, M> machines,
      Environment environment) {
    Objects.requireNonNull(options, "options");
    options.journal().requireRoom();
    try {
      return Undisturbed.call(
          "pinfold-open", () -> openOwned(directory, options, machines, environment));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the store " + directory + " cannot be opened: " + describe(e), e);
    }
  }

  private static <M extends StateMachine> Archive<M> openOwned(
      Path directory,
      ArchiveOptions options,
      Function<JournalReader, M> machines,
      Environment environment)
      throws IOException {
    options.retention().requireApartFrom(directory);
    StoreDirectory owned = StoreDirectory.open(directory, environment.device());
    try {
      return new Archive<>(owned, options, machines, environment);
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
      StoreDirectory directory,
      ArchiveOptions options,
      Function<JournalReader, M> machines,
      Environment environment)
      throws IOException {
    long start = System.nanoTime();
    this.directory = directory;
    this.options = options;
    this.environment = environment;
    Recovery<M> recovered = new Recovery<>(directory, environment, machines, this);
    this.snapshots = recovered.snapshots();
    this.machine = recovered.machine();
    refreshKept(snapshots.keepNewest(SNAPSHOTS_KEPT));
    LostSegments.remove(recovered.scan(), keepsSegments());
    this.journal =
        Journal.open(
            directory.layout().journal(),
            options.journal(),
            recovered.scan(),
            directory.storeId(),
            failure -> LOG.error("The journal failed; the store takes no more changes", failure),
            environment);
    try {
      journal.beforeRoll(() -> requireNoIntruder(directory.intruderIfChanged()));
      this.compaction =
          new Compaction(
              this::evacuate,
              this::needsToCompact,
              journal::currentSegment,
              options.compactBelow() * options.journal().segmentBytes());
      this.departures = new Departures(journal, lock, options.retention(), directory.storeId());
      this.pace =
          new SnapshotPace(
              options.snapshots(), recovered.snapshotTransaction(), recovered.scan().bytes());
      this.snapshotSegment = keptSnapshots.isEmpty() ? 0 : keptSnapshots.get(0).journalSegment();
      recovered.end();
      this.recovery = recovered.report(Duration.ofNanos(System.nanoTime() - start));
      if (recovery.isRemarkable()) {
        LOG.warn("{}: {}", directory, recovery.summary());
      } else {
        LOG.info("{}: {}", directory, recovery.summary());
      }
      forgetGoneSegments();
      this.keeper = new Keeper(this::maintain);
    } catch (RuntimeException | Error e) {
      journal.closeAfter(e); // or its threads would go on in a directory that others may open
      throw e;
    }
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
   * @throws StoreFailedException when the journal failed, now or before
   * @throws StoreClosedException when the archive is closed
   */
  public long append(DocumentBuffer document, boolean freesSpace) {
    if (closed) {
      throw closed();
    }
    requireSound();
    try {
      long place = journal.append(document, freesSpace || Thread.currentThread() == spareSpender);
      if (pace.appended(journal.lastTransaction(), document.size())) {
        keeper.wake(); // it watches the time by itself
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

  /** Blocks until a transaction and all before it survive power loss. Not under the lock. */
  public void awaitForced(long transaction) {
    journal.expectForces();
    journal.groupCommit().await(transaction);
  }

  /**
   * Calls back when a transaction and all before it survive power loss, with null, or with the
   * exception that {@link #awaitForced} would throw; on a thread of the journal's.
   */
  public void whenForced(long transaction, Consumer<Throwable> done) {
    journal.expectForces();
    GroupCommit commits = journal.groupCommit();
    Runnable tell = () -> done.accept(commits.problemOf(transaction));
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

  /**
   * Blocks until everything appended so far survives power loss. Not under the lock.
   *
   * @throws StoreClosedException when the archive is closed
   */
  public void force() {
    requireOutside("force the journal");
    requireOpen();
    journal.force();
  }

  @Override
  public ByteBuffer read(long place) {
    if (closed) {
      throw closed();
    }
    return journal.read(place);
  }

  @Override
  public int openSegment() {
    return journal.currentSegment();
  }

  @Override
  public SegmentInfo segment(int number) {
    return closed && number == journal.currentSegment()
        ? journal.currentInfo()
        : journal.segment(number);
  }

  @Override
  public boolean isIndexable(int segment) {
    return closed || segment < journal.currentSegment();
  }

  @Override
  public Path indexDirectory() {
    return directory.layout().index();
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
   * @throws StoreFailedException when the archive failed, or another has opened the directory
   *     meanwhile
   */
  public long snapshot() {
    requireOutside("take a snapshot");
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

  /** What waits for the device or for the keeper would wait for ever under the lock. */
  private void requireOutside(String what) {
    if (lock.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          "a transaction's body, a predicate or a codec cannot " + what + ". Do it afterwards");
    }
  }

  private void requireOpen() {
    lock.lock();
    try {
      if (closed) {
        throw closed();
      }
    } finally {
      lock.unlock();
    }
  }

  private StoreClosedException closed() {
    return new StoreClosedException(directory + " is closed", null);
  }

  /**
   * Makes sure that nobody else has opened the directory meanwhile. If somebody has, the journal
   * fails: two that write make each other's messages vanish. Reads a small file.
   *
   * @throws StoreFailedException when somebody has
   */
  private void requireOwned() {
    requireNoIntruder(directory.intruder());
  }

  private void requireNoIntruder(Optional<String> intruder) {
    if (intruder.isPresent()) {
      StoreFailedException failure = intrusion(intruder.get());
      journal.fail(failure);
      throw failure;
    }
    ownedAt = Instant.now();
  }

  private StoreFailedException intrusion(String who) {
    return new StoreFailedException(
        Outcome.NOT_DONE,
        "the store "
            + directory
            + " was opened by another ("
            + who
            + ") while this process had it. The system's lock is lost when this process closes any"
            + " descriptor of the file .lock, as a copy of the whole directory does. What was"
            + " acknowledged here since "
            + ownedAt
            + " may be missing from the store. Leave .lock out of copies, end one of the two, and"
            + " look what is there",
        null);
  }

  /** Under snapshotting. */
  private long writeSnapshot() {
    requireOwned();
    try {
      SnapshotHeader header;
      StateMachine.Capture capture;
      JournalPosition position;
      long bytes;
      lock.lock();
      try {
        requireSound();
        if (!closed && journal.sealToForce(pace.mostUnused())) {
          pace.sealed();
        }
        position = journal.position();
        capture = machine.capture();
        bytes = pace.bytes();
        header =
            new SnapshotHeader(
                directory.storeId(),
                machine.kind(),
                machine.version(),
                position.nextTransaction() - 1,
                position.segment(),
                position.offset(),
                position.nextTransaction(),
                environment.clockMillis().getAsLong(),
                ends(capture.segments()));
      } finally {
        lock.unlock();
      }
      forceBase(header, position);
      SnapshotFile written = snapshots.write(header, capture::writeTo);
      journal.groupCommit().replaced(position);
      LOG.debug("{}: wrote {}", directory, written.path());
      SnapshotPruning pruning = snapshots.keepNewest(SNAPSHOTS_KEPT);
      lock.lock();
      try {
        refreshKept(pruning);
        pace.taken(header.transaction(), bytes);
        snapshotSegment = header.journalSegment();
      } finally {
        lock.unlock();
      }
      return header.transaction();
    } catch (IOException e) {
      throw new UncheckedIOException("a snapshot of " + directory + " cannot be written", e);
    }
  }

  /**
   * Forces what the snapshot rests on; and everything where segments are to be kept, or where
   * messages are to survive the power also when the snapshot is damaged.
   */
  private void forceBase(SnapshotHeader header, JournalPosition position) {
    GroupCommit commits = journal.groupCommit();
    if (!keepsSegments() && !commits.areForcesExpected()) {
      commits.awaitBase(header.segments().keySet(), position);
      return;
    }
    commits.await(header.transaction());
    if (keepsSegments() && !earlierForced) {
      journal.forceSealed(); // they may be from when nothing was to be kept
      earlierForced = true;
    }
  }

  private boolean keepsSegments() {
    return options.retention().fate() != SegmentRetention.Fate.DELETE;
  }

  /** Where the documents of these segments end. Under the lock. */
  private SortedMap<Integer, Integer> ends(Collection<Integer> segments) {
    SortedMap<Integer, Integer> ends = new TreeMap<>();
    for (int segment : segments) {
      ends.put(
          segment,
          segment == journal.currentSegment()
              ? journal.position().offset()
              : journal.segment(segment).endOffset());
    }
    return ends;
  }

  private void refreshKept(SnapshotPruning pruning) {
    keptSnapshots = pruning.kept().stream().map(VerifiedSnapshot::header).toList();
    for (RejectedSnapshot damaged : pruning.damaged()) {
      if (warnedOf.add(damaged.file().path())) {
        LOG.warn("{}: {} is damaged: {}", directory, damaged.file().path(), damaged.reason());
      }
    }
  }

  /**
   * All segments, and what pins each.
   *
   * @throws StoreClosedException when the archive is closed
   */
  public List<SegmentReport> whyKept() {
    requireOpen();
    lock.lock();
    try {
      Map<Integer, String> obstacles = new HashMap<>(compaction.impossible());
      obstacles.putAll(departures.stuck());
      return reclaimer(SNAPSHOTS_KEPT).reports(obstacles);
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

  /** What is done at each look. On the keeper's thread. */
  private void maintain() {
    if (journal.groupCommit().failure() != null) {
      return;
    }
    try {
      directory.renewLock();
      keepInOrder();
    } catch (StoreClosedException | StoreFailedException e) {
      LOG.debug("{}: closed or failed meanwhile", directory, e); // who failed it has told
    } catch (IOException e) {
      throw new UncheckedIOException("the lock of " + directory + " cannot be renewed", e);
    }
  }

  /** Gives back what is not needed, after a snapshot if one is due. */
  private void keepInOrder() {
    if (!isSound()) {
      return;
    }
    int unused = reclaimSegments(SNAPSHOTS_KEPT, false); // first: what follows may want space
    if (isSnapshotDue()) {
      snapshot();
      compaction.settled();
    }
    if (spaceWanted || journal.isFull()) {
      spaceWanted = false;
      room.make();
      journal.spaceFreed(); // has it look whether others have made room
    }
    if (settlingWanted) {
      settlingWanted = false;
      settle(SEVERAL_AT_OPENING, false);
    }
    unused = reclaimSegments(SNAPSHOTS_KEPT, false);
    machine.tidy();
  }

  private boolean isSnapshotDue() {
    lock.lock();
    try {
      boolean isDue =
          !closed
              && journal.groupCommit().failure() == null
              && pace.isDue(journal.lastTransaction());
      long needed = isDue ? neededSinceSnapshot() : 0;
      while (isDue && pace.postpone(needed)) {
        isDue = pace.isDue(journal.lastTransaction());
      }
      return isDue;
    } finally {
      lock.unlock();
    }
  }

  /** How many bytes of what was written since the last snapshot the state needs. */
  private long neededSinceSnapshot() {
    long bytes = 0;
    for (StateMachine.SegmentNeed need : machine.segmentNeeds()) {
      bytes += need.segment() < snapshotSegment ? 0 : need.bytes();
    }
    return bytes;
  }

  /**
   * Has the keeper look soon whether short openings without orderly ends left many segments. When
   * the machine can be evacuated and advanced.
   */
  public void settleSoon() {
    settlingWanted = options.snapshots().takesAny();
    keeper.wake();
  }

  /**
   * Gives back what short openings leave, for each takes a segment of its own: to be called before
   * {@link #close}, while the machine can still be evacuated and advanced. Does little: it moves at
   * most a few MiB and writes at most three snapshots, and nothing when there are not several
   * segments to gain, nor the store is full. When something prevents it, the next opening has
   * another go. Nothing happens when there are no snapshots at close. Not under the lock.
   */
  public void settle() {
    if (!options.snapshots().atClose() || journal.groupCommit().failure() != null) {
      return;
    }
    try {
      settle(SEVERAL_AT_CLOSE, true);
    } catch (UncheckedIOException | PinfoldException e) {
      LOG.debug("{}: space that could be given back stays for now", directory, e);
    }
  }

  private void settle(int several, boolean closing) {
    requireOpen();
    if (compaction.few(several) > 0 || (closing && isSnapshotDueAtClose())) {
      long unused = snapshot();
    }
    int gone = reclaimSegments(SNAPSHOTS_KEPT, closing);
    if (pinnedBySnapshotsAlone() >= several) {
      gone += reclaimBehindSnapshots();
    }
    if (closing && journal.isFull()) {
      room.make(); // the next opening takes a segment, too
    }
    LOG.debug("{}: {} segments went", directory, gone);
  }

  private boolean isSnapshotDueAtClose() {
    lock.lock();
    try {
      return pace.isDueAtClose(journal.lastTransaction());
    } finally {
      lock.unlock();
    }
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

  /**
   * Makes room when the store has more than its limit of bytes, since openings may pass it: so that
   * it is not passed further by each of them. When the machine can be evacuated and advanced.
   */
  public void keepLimit() {
    try {
      if (journal.isOverLimit()) {
        makeRoom();
      }
    } catch (IOException e) {
      LOG.debug("{}: what the journal takes cannot be told", directory, e);
    }
  }

  private void freeSegments() {
    requireOpen();
    if (reclaimSegments(SNAPSHOTS_KEPT, false) + reclaimBehindSnapshots() > 0) {
      return;
    }
    boolean more = true;
    for (int i = 0; i < MOST_EMPTIED && more; i++) {
      more = emptyOne();
    }
  }

  /** Whether it is worth going on with the next one. */
  private boolean emptyOne() {
    Optional<Integer> emptiest = compaction.emptiest();
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
      return compaction.evacuate(segment);
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
      for (int i = 0; i < SNAPSHOTS_KEPT && pinnedBySnapshotsAlone() > 0; i++) {
        machine.advance();
        long unused = snapshot();
      }
      return reclaimSegments(SNAPSHOTS_KEPT, false);
    } catch (StoreFullException e) {
      long unused = snapshot();
      return reclaimSegments(1, false);
    }
  }

  private int pinnedBySnapshotsAlone() {
    lock.lock();
    try {
      return closed || machineFailure != null
          ? 0
          : reclaimer(SNAPSHOTS_KEPT).pinnedBySnapshotsAlone();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets segments go that nothing pins; how many. One that cannot go stays: the log tells of the
   * first, {@link #whyKept} of all, and it is tried again. Blocks while files are copied or forced.
   * Not under the lock.
   *
   * @throws StoreClosedException when the archive is closed
   * @throws StoreFailedException when another has opened the directory meanwhile
   */
  public int reclaim() {
    requireOutside("give back segments");
    requireOpen();
    return reclaimSegments(SNAPSHOTS_KEPT, true);
  }

  private int reclaimSegments(int snapshotsNeeded, boolean atOnce) {
    reclaiming.lock();
    try {
      if (reclaimingEnded) {
        throw closed();
      }
      requireOwned();
      if (!isSound()) {
        return 0;
      }
      int gone = departures.leave(reclaimable(snapshotsNeeded), atOnce);
      if (gone > 0) {
        forgetGoneSegments();
      }
      departures.prune(atOnce || gone > 0);
      return gone;
    } finally {
      reclaiming.unlock();
    }
  }

  private List<Integer> reclaimable(int snapshotsNeeded) {
    lock.lock();
    try {
      return reclaimer(snapshotsNeeded).reclaimable();
    } finally {
      lock.unlock();
    }
  }

  /** What was derived from them is of no harm, should it stay. */
  private void forgetGoneSegments() {
    lock.lock();
    try {
      machine.segmentsGone(
          journal.segments().stream()
              .map(SegmentInfo::segment)
              .filter(segment -> segment < journal.currentSegment())
              .toList());
    } catch (UncheckedIOException e) {
      LOG.warn("{}: indexes of segments that are gone stay for now", directory, e);
    } finally {
      lock.unlock();
    }
  }

  /** Moves the survivors out of nearly empty segments; how many segments. Not under the lock. */
  public int compact() {
    requireOutside("compact the journal");
    return compaction.all();
  }

  /** A close waits for it, and behind one there is none. */
  private void evacuate(int segment) {
    evacuating.readLock().lock();
    try {
      requireOpen();
      machine.evacuate(segment);
    } finally {
      evacuating.readLock().unlock();
    }
  }

  private List<StateMachine.SegmentNeed> needsToCompact() {
    lock.lock();
    try {
      return closed
              || machineFailure != null
              || options.retention().fate() == SegmentRetention.Fate.KEEP
          ? List.of()
          : List.copyOf(machine.segmentNeeds());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Forces everything, writes the last snapshot, gives the directory back. A snapshot that cannot
   * be written is told to the log alone: nothing is lost by it.
   *
   * @throws StoreFailedException with outcome {@link Outcome#UNKNOWN} when what was acknowledged
   *     cannot be forced: a loss of power may take its end; the directory is given back
   */
  @Override
  public void close() {
    if (!beginClosing()) {
      return;
    }
    try {
      closeInOrder();
    } finally {
      try {
        endReclaiming();
      } finally {
        release(); // whatever happens, or nobody could open the directory in this process
      }
    }
  }

  /** All but giving back what is held. */
  private void closeInOrder() {
    keeper.close();
    snapshotting.lock();
    try {
      if (isSound() && journal.groupCommit().failure() == null && isSnapshotDueAtClose()) {
        long unused = writeSnapshotUndisturbed();
        int gone = reclaimSegments(SNAPSHOTS_KEPT, false);
        LOG.debug("{}: {} segments went at close", directory, gone);
      }
      if (isSound() && journal.groupCommit().failure() == null && !journal.isFull()) {
        machine.prepareForOpening();
      }
    } catch (UncheckedIOException | StoreFailedException e) {
      LOG.warn("{}: no snapshot at close; the next opening replays more", directory, e);
    } finally {
      snapshotting.unlock(); // who gets it from now on sees that this is closed
    }
  }

  /** Whether it was open. Who is moving messages out of a segment comes to its end first. */
  private boolean beginClosing() {
    evacuating.writeLock().lock();
    try {
      lock.lock();
      try {
        boolean wasOpen = !closed;
        closed = true;
        return wasOpen;
      } finally {
        lock.unlock();
      }
    } finally {
      evacuating.writeLock().unlock();
    }
  }

  /** From now on nobody moves anything out of the directory. */
  private void endReclaiming() {
    reclaiming.lock();
    try {
      reclaimingEnded = true;
    } finally {
      reclaiming.unlock();
    }
  }

  /**
   * Under no lock: what waits for the last force runs now, on a thread that is waited for, and may
   * want any of them.
   */
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
