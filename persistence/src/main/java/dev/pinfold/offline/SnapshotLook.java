package dev.pinfold.offline;

import dev.pinfold.archive.RecoveryRules;
import dev.pinfold.archive.journal.JournalPosition;
import dev.pinfold.archive.snapshot.RejectedSnapshot;
import dev.pinfold.archive.snapshot.SnapshotFile;
import dev.pinfold.archive.snapshot.SnapshotHeader;
import dev.pinfold.archive.snapshot.SnapshotInput;
import dev.pinfold.archive.snapshot.SnapshotSearch;
import dev.pinfold.archive.snapshot.SnapshotStore;
import dev.pinfold.archive.snapshot.SnapshotUnreadableException;
import dev.pinfold.durable.RestoredQueues;
import dev.pinfold.kryo.KryoSnapshotEncoding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The snapshots of a store at a moment: which are good, and which one a recovery would use. */
final class SnapshotLook {
  private final UUID storeId;
  private final SnapshotStore store;
  private final List<SeenSnapshot> seen = new ArrayList<>(); // newest first
  private final List<SnapshotHeader> good = new ArrayList<>(); // newest first
  private final Map<Long, SnapshotFile> goodFiles = new HashMap<>(); // by their transactions
  private final List<SeenSnapshot> passedOver = new ArrayList<>(); // newer than the one in use
  private final Map<Path, String> unreadable = new HashMap<>();
  private RestoredQueues restored; // null when none was, or none was asked for

  private SnapshotLook(Path directory, UUID storeId) {
    this.storeId = storeId;
    this.store = SnapshotStore.readOnly(directory, new KryoSnapshotEncoding());
  }

  /** Verifies all snapshots; no state is decoded. */
  static SnapshotLook at(Path directory, UUID storeId) {
    SnapshotLook look = new SnapshotLook(directory, storeId);
    look.verifyAll();
    return look;
  }

  /** The same, with the state of the newest good one. */
  static SnapshotLook restoring(Path directory, UUID storeId, OfflineJournal journal) {
    SnapshotLook look = new SnapshotLook(directory, storeId);
    Optional<SnapshotHeader> used = look.restore(journal);
    look.verifyAll();
    if (!used.equals(look.good.stream().findFirst())) {
      throw new UncheckedIOException(
          "the snapshots changed", new NoSuchFileException(directory.toString()));
    }
    return look;
  }

  private Optional<SnapshotHeader> restore(OfflineJournal journal) {
    try {
      SnapshotSearch<RestoredQueues> search =
          store.newestGood((header, in) -> queues(header, in, journal));
      restored = search.loaded().map(SnapshotSearch.Loaded::state).orElse(null);
      for (RejectedSnapshot rejected : search.rejected()) {
        unreadable.put(rejected.file().path(), rejected.reason());
      }
      return search.loaded().map(loaded -> loaded.snapshot().header());
    } catch (NotDirectoryException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("the snapshots cannot be read", e);
    }
  }

  private RestoredQueues queues(SnapshotHeader header, SnapshotInput in, OfflineJournal journal)
      throws IOException {
    requireOurs(header);
    RestoredQueues queues = journal.emptyQueues(header);
    queues.machine().restore(in, header.machineVersion());
    return queues;
  }

  /**
   * Decodes all good ones; one that is no state is not good any more.
   *
   * @param states takes them in, by their transactions
   * @return the headers of those that are left, oldest first
   * @throws UncheckedIOException when one cannot be read any more
   */
  List<SnapshotHeader> restoreAll(StoreFiles files, Map<Long, RestoredQueues> states) {
    List<SnapshotHeader> oldestFirst = new ArrayList<>();
    for (SnapshotHeader snapshot : List.copyOf(good)) {
      try (OfflineJournal journal = new OfflineJournal(files)) {
        Optional<RestoredQueues> state = restore(snapshot, journal);
        if (state.isPresent()) {
          states.put(snapshot.transaction(), state.get());
          oldestFirst.add(0, snapshot);
        }
      }
    }
    return oldestFirst;
  }

  /**
   * The state of a good one; empty when it is none, and then it is not good any more.
   *
   * @param journal the one that the state is to see
   * @throws UncheckedIOException when it cannot be read any more
   */
  Optional<RestoredQueues> restore(SnapshotHeader snapshot, OfflineJournal journal) {
    try {
      return Optional.of(read(snapshot, (header, in) -> queues(header, in, journal)));
    } catch (SnapshotUnreadableException e) {
      good.remove(snapshot);
      Path file = goodFiles.get(snapshot.transaction()).path();
      seen.replaceAll(one -> one.file().equals(file) ? one.rejected(e.getMessage()) : one);
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(snapshot, e);
    }
  }

  /**
   * The state of a good one, of which only the numbers of messages are known.
   *
   * @param journal the one that the state is to see
   * @throws UncheckedIOException when it cannot be read any more
   */
  RestoredQueues restoreNumbers(SnapshotHeader snapshot, OfflineJournal journal) {
    try {
      return read(
          snapshot,
          (header, in) -> {
            RestoredQueues queues = journal.emptyNumbers();
            queues.machine().restore(in, header.machineVersion());
            return queues;
          });
    } catch (IOException e) {
      throw unreadable(snapshot, e);
    }
  }

  private RestoredQueues read(SnapshotHeader snapshot, SnapshotStore.Reader<RestoredQueues> reader)
      throws IOException {
    return store.read(goodFiles.get(snapshot.transaction()), reader);
  }

  private UncheckedIOException unreadable(SnapshotHeader snapshot, IOException why) {
    return new UncheckedIOException(
        "the snapshot " + goodFiles.get(snapshot.transaction()).path() + " cannot be read", why);
  }

  private void verifyAll() {
    try {
      for (SnapshotFile file : store.list()) {
        verify(file);
      }
    } catch (NotDirectoryException e) { // whatever snapshots there were, they are not there
      SeenSnapshot none =
          new SeenSnapshot(
              Path.of(e.getFile()), 0, 0, Optional.empty(), Optional.of("it is no directory"));
      seen.add(none);
      passedOver.add(none);
    } catch (IOException e) {
      throw new UncheckedIOException("the snapshots cannot be listed", e);
    }
  }

  private void verify(SnapshotFile file) throws IOException {
    String known = unreadable.get(file.path());
    try {
      SnapshotHeader header = store.verify(file).header();
      requireOurs(header);
      if (known == null) {
        good.add(header);
        goodFiles.put(header.transaction(), file);
        seen.add(seen(file, Optional.of(Instant.ofEpochMilli(header.createdMillis())), null));
      } else {
        reject(file, known);
      }
    } catch (NoSuchFileException e) {
      return; // its owner has pruned it meanwhile
    } catch (SnapshotUnreadableException e) {
      requireKnownVersion(file);
      reject(file, e.getMessage());
    }
  }

  private void reject(SnapshotFile file, String problem) {
    SeenSnapshot rejected = seen(file, Optional.empty(), problem);
    seen.add(rejected);
    if (good.isEmpty()) {
      passedOver.add(rejected);
    }
  }

  private void requireKnownVersion(SnapshotFile file) throws IOException {
    if (Files.exists(file.path()) && store.isOfLaterVersion(file)) {
      throw new NoStoreException(
          file.path() + " was written by a later release of Pinfold. Use that one", null);
    }
  }

  private static SeenSnapshot seen(SnapshotFile file, Optional<Instant> created, String problem) {
    return new SeenSnapshot(
        file.path(), file.transaction(), file.bytes(), created, Optional.ofNullable(problem));
  }

  /** Of this store, of queues, of a version that is known, and with a position that can be. */
  private void requireOurs(SnapshotHeader header) throws SnapshotUnreadableException {
    if (!header.storeId().equals(storeId)) {
      throw new SnapshotUnreadableException(
          16, "the store " + storeId, "the store " + header.storeId());
    }
    if (!header.machine().equals(RestoredQueues.KIND)
        || header.machineVersion() > RestoredQueues.VERSION) {
      throw new NoStoreException(
          "a snapshot is of "
              + header.machine()
              + " version "
              + header.machineVersion()
              + "; this release knows "
              + RestoredQueues.KIND
              + " up to version "
              + RestoredQueues.VERSION,
          null);
    }
    try {
      JournalPosition unused = RecoveryRules.positionOf(header);
    } catch (IllegalArgumentException e) {
      throw new SnapshotUnreadableException(40, "a position in the journal", e.getMessage());
    }
  }

  List<SeenSnapshot> seen() {
    return seen;
  }

  /** The headers of the good ones, newest first. */
  List<SnapshotHeader> good() {
    return good;
  }

  /** Those that a recovery would try, and reject, before it uses one or gives up. */
  List<SeenSnapshot> passedOver() {
    return passedOver;
  }

  /** The state of the newest good one, if there is one and it was asked for. */
  Optional<RestoredQueues> restored() {
    return Optional.ofNullable(restored);
  }

  /** Where a recovery would begin to read the journal. */
  JournalPosition position() {
    return good.isEmpty() ? JournalPosition.START : RecoveryRules.positionOf(good.get(0));
  }

  /** Where the documents of segments end, as far as the newest good one knows. */
  Map<Integer, Integer> ends() {
    return good.isEmpty() ? Map.of() : good.get(0).segments();
  }
}
