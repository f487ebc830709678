package dev.pinfold.offline;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.journal.JournalPosition;
import dev.pinfold.archive.journal.SegmentInfo;
import dev.pinfold.durable.StoreOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * A store of queues, looked at without being opened. Nothing in it is locked or written, so it
 * works on media and for users that may only read, and beside the store's owner, of which it then
 * sees a state of the recent past. Nothing is kept open between calls.
 *
 * <p>All methods block for the time of reading, and throw {@link UncheckedIOException} when a file
 * cannot be read and {@link NoStoreException} for files that a later release has written. What is
 * damaged is in what they return. The heap that they need does not grow with the journal; but
 * {@link #inspect}, and the name of a queue that only a snapshot tells, need as much as the store's
 * owner does for knowing where messages lie. Safe for use by many threads.
 */
public final class OfflineStore {
  private final StoreFiles files;

  OfflineStore(StoreFiles files) {
    this.files = files;
  }

  /**
   * The store in a directory.
   *
   * @param directory not null
   * @throws NoStoreException when it is no store, or that of a later release
   */
  public static OfflineStore at(Path directory) {
    return new OfflineStore(StoreFiles.at(Objects.requireNonNull(directory, "directory")));
  }

  /**
   * Brings everything whole out of a damaged store, which is not touched, into a new one: all
   * messages that live, as far as journal and snapshots tell, and whose bytes are whole, with their
   * numbers, arrivals, headers and leases. Also of a store whose mark is damaged or missing. Where
   * it was told that a message was taken may be damaged, too: then that message is there again.
   * Reads the journal twice. The heap holds some bits for each number that is told of, some 100
   * bytes for each message that was delivered and lives, and some kilobytes for each queue. Durable
   * on return; whatever interrupts it, there is a whole new store or none.
   *
   * @param directory of the damaged store, which nobody may have open
   * @param target where the new one is to be: missing, or an empty directory
   * @param options of the new one; its segments are as large as the old ones at least
   * @param progress told how far it is, not null
   * @throws NoStoreException when there is nothing of a store, or it is one of a later release
   * @throws UncheckedIOException when a file of the damaged store cannot be read, such as one that
   *     this user may not read: its bytes may be whole
   * @throws IOException when somebody has the store open, the target is not empty, or it cannot be
   *     written
   * @throws dev.pinfold.StoreFullException when the disk is full
   */
  public static Salvage salvage(
      Path directory, Path target, StoreOptions options, ReadProgress progress) throws IOException {
    return Salvager.salvage(directory, target, options, progress);
  }

  /** The store's identity. */
  public UUID storeId() {
    return files.storeId();
  }

  /** Who opened it last; empty when it does not say. */
  public Optional<Owner> owner() {
    try {
      return OwnerFile.read(files.layout().root());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the owner of " + files.layout().root() + " cannot be told", e);
    }
  }

  /**
   * Looks at everything: reads all documents of the journal, and restores the queues as they are at
   * its end, or before the damage.
   *
   * @param progress told how far it is, not null
   * @param clock tells which leases are in force now, not null
   */
  public Inspection inspect(ReadProgress progress, InstantSource clock) {
    return Settled.look(
            () -> Inspector.look(files, owner(), progress, clock),
            Inspector.Look::wrong,
            Inspector::withoutTrouble)
        .inspection();
  }

  /**
   * Checks everything: every checksum and every operation of snapshots and journal, and that
   * transactions follow one another. Rebuilds the queues from the journal alone, when it begins
   * with the first transaction, and from each snapshot with what follows it, and compares them with
   * each later snapshot and with what an opening would come to. Then looks whether each message
   * that lives in one of these lies where it says. Reads the journal twice, forward and backward,
   * and what is behind the newest snapshot once more; twice that when something is wrong, to see it
   * again. The heap holds a few bits for each message that lives, and what an opening holds.
   *
   * @param progress told how far each of these passes is, not null
   */
  public Verification verify(ReadProgress progress) {
    return Settled.look(
            () -> Verifier.pass(files, this::hasOwner, progress),
            Verifier.Pass::wrong,
            Verifier::withoutTrouble)
        .found();
  }

  /**
   * The queues as they were at a moment: rebuilt from the newest snapshot before it whose segments
   * are all there, or from the journal's start. Reads what is between, and for a time all of the
   * journal. The heap holds what an opening holds; where messages lie is noted in a temporary
   * directory of the system, as they are read.
   *
   * @param until the last transaction that counts, or the time after which nothing does; empty for
   *     the journal's end
   * @param progress told how far it is, not null
   * @throws NoSuchMomentException when neither journal nor snapshots tell of that moment
   * @throws StoreCorruptException when the journal is damaged before it
   */
  public PastQueues replay(Optional<JournalBound> until, ReadProgress progress) {
    return Replayer.replay(files, this::hasOwner, until, progress);
  }

  /**
   * Shows operations in their order, until the end that the journal had when this was called.
   *
   * @return what was found beside them. Of the journal, what was read for this query was judged,
   *     and all that is behind the newest good snapshot
   */
  public ReadReport read(JournalQuery query, EntryVisitor visitor, ReadProgress progress) {
    StoreLook seen = look();
    EntryFilter filter = filter(seen.journal(), query, visitor);
    return forward(seen, visitor, filter, query, progress).report();
  }

  /** The same from the end to the start. */
  public ReadReport readBackward(JournalQuery query, EntryVisitor visitor) {
    StoreLook seen = look();
    JournalLook look = seen.journal();
    JournalQuery places = query.hasTimes() ? withPlaces(look, query) : query;
    EntryFilter filter = filter(look, places, visitor).withoutTimes();
    BackwardWalk walk = new BackwardWalk(files, look, filter::take);
    List<SegmentInfo> segments = look.segments();
    try {
      for (int i = segments.size() - 1; i >= 0; i--) {
        boolean isBefore =
            i + 1 < segments.size()
                && segments.get(i + 1).firstTransaction() <= places.firstTransaction();
        if (!isBefore && segments.get(i).firstTransaction() <= places.lastTransaction()) {
          walk.read(segments.get(i));
        }
      }
    } catch (ReadStop e) {
      return report(seen, walk.damages(), filter.damages());
    }
    return report(seen, walk.damages(), filter.damages());
  }

  /**
   * As {@link #read}, and then what comes, as its owner writes it. Returns when the visitor wants
   * no more, when it is told not to go on, when the thread is interrupted (which it stays), and
   * when the journal is damaged.
   *
   * @param goOn asked many times a second
   */
  public ReadReport follow(JournalQuery query, EntryVisitor visitor, BooleanSupplier goOn) {
    StoreLook seen = look();
    EntryFilter filter = filter(seen.journal(), query, visitor);
    Forward read = forward(seen, visitor, filter, query, ReadProgress.NONE);
    if (read.stopped() || read.report().journal().state() == JournalVerdict.State.DAMAGED) {
      return read.report();
    }
    JournalPosition from = seen.journal().end().orElse(JournalPosition.START);
    try (Follower follower = new Follower(files, from, filter, visitor)) {
      follower.run(goOn);
    } catch (ReadStop e) {
      return read.report();
    } catch (StoreCorruptException e) {
      return report(seen, List.of(Damage.of(e)), filter.damages());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot follow the journal in " + files.layout().journal(), e);
    }
    return report(seen, List.of(), filter.damages());
  }

  /**
   * What happened to a message: reads the whole journal.
   *
   * @param queue the name of its queue, not null
   * @param number its number
   */
  public MessageHistory history(String queue, long number, ReadProgress progress) {
    LifeCollector collector = new LifeCollector(number);
    ReadReport report = read(JournalQuery.ALL.ofQueue(queue), collector, progress);
    return new MessageHistory(collector.lives(), report);
  }

  /**
   * Copies the store as it is at one moment of the recent past into a new run of a backup, also
   * beside its owner. A run is a directory of its own with a whole store in it, named by its time.
   * Segments that the newest run has already are shared with it by hard links, where the file
   * system can; the rest is copied, verified, and on the device when this returns. What is
   * interrupted, or fails, leaves all other runs as they were.
   *
   * <p>Costs the copying of what is new, the comparing of what is not, byte by byte, and the
   * reading of the whole run, as {@link #verify} does. A file of the run before that has rotted is
   * copied again. Beside an owner that gives back segments meanwhile it looks again, a number of
   * times.
   *
   * @param target the directory of the runs: missing, empty, or with runs of this store; apart from
   *     the store. One may write to it at a time
   * @param options how many runs are left, and what time it is; not null
   * @param progress told how far copying and each pass of the verification are, not null; what it
   *     throws ends this as an interruption would
   * @throws StoreCorruptException when the store is damaged; a torn tail is not damage, and damaged
   *     snapshots are left out
   * @throws NoStoreException when what has the name of a run in it is none, or of a later release
   * @throws IOException when the target is something else, or cannot be written
   */
  public Backup backup(Path target, BackupOptions options, ReadProgress progress)
      throws IOException {
    return BackupWriter.write(files, this::hasOwner, target, options, progress);
  }

  /**
   * The finished runs of a backup, oldest first. Verifies their snapshots and reads of each what is
   * behind the newest one.
   *
   * @param backup the directory of the runs, not null
   * @throws NoStoreException when there is none in it, or what has the name of one is none
   */
  public static List<BackupRun> runs(Path backup) {
    List<BackupRun> found = new ArrayList<>();
    Runs.of(backup)
        .forEach(
            (name, files) -> {
              BackupRun run = BackupRun.of(name, files);
              if (Files.exists(files.layout().root())) { // else it was removed meanwhile
                found.add(run);
              }
            });
    return found;
  }

  /**
   * Makes a store of a backup. Without a moment, its newest run is copied as it is, with all of its
   * history, and verified: it is the same store. With a moment, it is a new store with what the
   * queues held then, made of the oldest run that was made since and whose journal reaches back to
   * it, as {@link PastQueues#copyTo} does. Durable on return; what is interrupted, or fails, leaves
   * no store.
   *
   * @param from a backup, one of its runs, or any store; not null
   * @param target where the store is to be: missing, or an empty directory; apart from the other
   * @param until the last transaction that counts, or the time after which nothing does; empty for
   *     all
   * @param progress told how far it is, not null
   * @throws NoStoreException when there is neither a store nor a run in it
   * @throws NoSuchMomentException when none of them tells of that moment
   * @throws StoreCorruptException when what would be read is damaged
   * @throws IOException when there is something at the target, or it cannot be written
   */
  public static Restore restore(
      Path from, Path target, Optional<JournalBound> until, ReadProgress progress)
      throws IOException {
    return Restorer.restore(from, target, until, progress);
  }

  /**
   * Whether the store tells of a queue, also of one that is gone: looks in the newest good
   * snapshot, and when it is not there, in all of the journal.
   *
   * @param queue its name, not null
   */
  public boolean tellsOf(String queue) {
    return names(look().journal()).isKnown(Objects.requireNonNull(queue, "queue"));
  }

  /** Journal and snapshots as an opening would judge them. */
  private StoreLook look() {
    return StoreLook.settled(files, this::hasOwner);
  }

  /** Whether somebody may write now. */
  boolean hasOwner() {
    return owner().filter(owner -> !owner.isGone()).isPresent();
  }

  private EntryFilter filter(JournalLook look, JournalQuery query, EntryVisitor visitor) {
    return new EntryFilter(query, names(look), visitor, files.layout().journal());
  }

  private QueueNames names(JournalLook look) {
    return new QueueNames(this::learnFromSnapshot, names -> learnFromJournal(names, look));
  }

  private void learnFromSnapshot(QueueNames names) {
    SnapshotLook snapshots =
        Settled.look(
            () -> {
              try (OfflineJournal journal = new OfflineJournal(files)) {
                return SnapshotLook.restoring(files.layout().snapshots(), files.storeId(), journal);
              }
            },
            found -> Optional.empty(),
            found -> found);
    snapshots.restored().ifPresent(queues -> queues.state().queues().forEach(names::learn));
  }

  private void learnFromJournal(QueueNames names, JournalLook look) {
    JournalQuery opened = JournalQuery.ALL.ofKinds(EnumSet.of(EntryKind.OPENED));
    EntryFilter filter =
        new EntryFilter(opened, names, entry -> true, files.layout().journal()).withoutTimes();
    new SegmentWalk(files, look, ReadProgress.NONE).read(1, Long.MAX_VALUE, filter::record);
  }

  /** The report of a pass forward, and whether the visitor wanted no more. */
  private record Forward(ReadReport report, boolean stopped) {}

  private Forward forward(
      StoreLook seen,
      EntryVisitor visitor,
      EntryFilter filter,
      JournalQuery query,
      ReadProgress progress) {
    SegmentWalk walk = new SegmentWalk(files, seen.journal(), progress).telling(visitor);
    boolean wantedAll =
        walk.readUntilStopped(query.firstTransaction(), query.lastTransaction(), filter::record);
    return new Forward(report(seen, walk.damages(), filter.damages()), !wantedAll);
  }

  private static ReadReport report(StoreLook seen, List<Damage> first, List<Damage> second) {
    return seen.report(Damages.of(seen.journal().damage(), first, second));
  }

  /** The same query with places in the stead of times: for reading in another order. */
  private JournalQuery withPlaces(JournalLook look, JournalQuery query) {
    TimePlaces places = new TimePlaces(query);
    boolean unused =
        new SegmentWalk(files, look, ReadProgress.NONE)
            .readUntilStopped(1, Long.MAX_VALUE, places::record);
    return places.query();
  }
}
