package dev.pinfold.durable;

import dev.pinfold.Durability;
import dev.pinfold.MessageQueue;
import dev.pinfold.Pinfold;
import dev.pinfold.QueueInfo;
import dev.pinfold.QueuePolicy;
import dev.pinfold.QueueTransaction;
import dev.pinfold.archive.Archive;
import dev.pinfold.archive.RecoveryReport;
import dev.pinfold.archive.SegmentReport;
import dev.pinfold.archive.journal.Environment;
import dev.pinfold.codec.Codec;
import dev.pinfold.engine.Engine;
import dev.pinfold.state.Operation;
import dev.pinfold.state.QueueState;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Queues in a directory. What was acknowledged is there again when the directory is opened the next
 * time, as far as each queue's {@link dev.pinfold.Durability} says. Queues that ask for nothing
 * stay in memory. Safe for use by many threads; one store object owns a directory at a time.
 */
public final class PinfoldStore implements Pinfold {
  private final Archive<QueueMachine> archive;
  private final StoreOptions options;
  private final Engine engine;
  private final List<RecoveredQueue> recovered;

  private PinfoldStore(Archive<QueueMachine> archive, StoreOptions options) {
    this.archive = archive;
    this.options = options;
    this.recovered =
        archive.machine().state().queues().stream()
            .map(RecoveredQueue::of)
            .sorted(Comparator.comparing(RecoveredQueue::name))
            .toList();
    this.engine =
        new Engine(
            archive.lock(),
            archive.machine().state(),
            new ArchiveLog(archive, options),
            options.clock());
  }

  /** What may fail once there are threads that serve the engine. */
  private void begin() {
    if (archive.machine().state().queues().stream().anyMatch(PinfoldStore::isPowerLoss)) {
      archive.expectForces();
    }
    Evacuation evacuation = new Evacuation(engine, archive.machine());
    Indexing indexing =
        new Indexing(engine, archive.machine(), archive.indexDirectory(), archive.storeId());
    archive
        .machine()
        .helpedBy(evacuation::run, evacuation::moveNothing, indexing::run, indexing::runAtClose);
    archive.settleSoon();
    archive.keepLimit();
  }

  private static boolean isPowerLoss(QueueState queue) {
    return queue.policy().durability() == Durability.POWER_LOSS;
  }

  /** Opens a store with {@link StoreOptions#DEFAULTS}; see {@link #open(Path, StoreOptions)}. */
  public static PinfoldStore open(Path directory) {
    return open(directory, StoreOptions.DEFAULTS);
  }

  /**
   * Opens the store of a directory, or makes one of a missing or empty directory. Recovers what a
   * crash left; {@link #recovery} says what was found. Takes the time to replay what no snapshot
   * covers.
   *
   * @throws dev.pinfold.StoreLockedException when it is open elsewhere
   * @throws dev.pinfold.StoreCorruptException when it is damaged in a way that no crash explains,
   *     or is no store; nothing that counts was changed
   * @throws dev.pinfold.StoreFullException when the disk has no room for a segment
   * @throws dev.pinfold.PinfoldException when it is a run of a backup, which is to be restored
   *     elsewhere; nothing was touched
   * @throws IllegalArgumentException when the options' limit of bytes is less than four segments;
   *     nothing was touched
   */
  public static PinfoldStore open(Path directory, StoreOptions options) {
    return open(directory, options, Environment.SYSTEM);
  }

  /** For the tests of this package. */
  static PinfoldStore open(Path directory, StoreOptions options, Environment environment) {
    Archive<QueueMachine> archive =
        Archive.open(
            directory,
            options.archive(),
            reader -> new QueueMachine(reader, options.residentBytes()),
            environment);
    PinfoldStore store = null;
    try {
      store = new PinfoldStore(archive, options);
      store.begin();
      return store;
    } catch (RuntimeException | Error e) { // or nobody could open it again in this process
      try {
        if (store != null) {
          store.engine.close();
        }
      } catch (RuntimeException | Error alsoFailed) {
        if (alsoFailed != e) {
          e.addSuppressed(alsoFailed);
        }
      } finally {
        archive.close(); // does nothing when the engine did
      }
      throw e;
    }
  }

  @Override
  public <T> MessageQueue<T> queue(String name, Codec<T> codec) {
    return engine.queue(name, codec);
  }

  @Override
  public <T> MessageQueue<T> queue(String name, Codec<T> codec, QueuePolicy policy) {
    return engine.queue(name, codec, policy);
  }

  @Override
  public boolean exists(String name) {
    return engine.exists(name);
  }

  @Override
  public List<QueueInfo> queues() {
    return engine.queues();
  }

  @Override
  public <R> R transact(Function<? super QueueTransaction, ? extends R> body) {
    return engine.transact(body);
  }

  /**
   * The largest message that a journaled queue of this store takes, in bytes of payload and
   * headers; see {@link StoreOptions#maxMessageBytes}.
   */
  public int maxMessageBytes() {
    return options.maxMessageBytes();
  }

  /** What opening found and did. */
  public RecoveryReport recovery() {
    return archive.recovery();
  }

  /** The queues as opening found them, by name; compare with what was to be there. */
  public List<RecoveredQueue> recoveredQueues() {
    return recovered;
  }

  /**
   * Writes a snapshot now and returns the transaction that it is of. Others go on meanwhile. The
   * next opening reads it and replays only what follows.
   *
   * @throws IllegalStateException from a transaction's body, a predicate or a codec
   * @throws dev.pinfold.StoreClosedException when the store is closed
   * @throws java.io.UncheckedIOException when it cannot be written; the store is not harmed
   * @throws dev.pinfold.StoreFailedException when the store failed before
   */
  public long snapshot() {
    return archive.snapshot();
  }

  /**
   * All segments of the journal, oldest first, with what pins each. Quick.
   *
   * @throws dev.pinfold.StoreClosedException when the store is closed
   */
  public List<SegmentReport> whyKept() {
    return archive.whyKept();
  }

  /**
   * Moves the survivors out of nearly empty segments and gives back the segments that nothing needs
   * any more; how many. The store does this by itself too, after snapshots. Blocks for the time of
   * copying.
   *
   * @throws IllegalStateException from a transaction's body, a predicate or a codec
   * @throws dev.pinfold.StoreClosedException when the store is closed
   */
  public int compact() {
    int emptied = archive.compact();
    return emptied + archive.reclaim();
  }

  /**
   * Returns when everything that was acknowledged so far survives a loss of power. Blocks for a
   * force.
   *
   * @throws IllegalStateException from a transaction's body, a predicate or a codec
   * @throws dev.pinfold.StoreClosedException when the store is closed
   * @throws dev.pinfold.StoreFailedException when forcing failed, now or before
   */
  public void force() {
    archive.force();
  }

  /** Commits operations as they are; for who writes a store that was elsewhere before. */
  void commit(List<Operation> operations) {
    engine.commitUpkeep(() -> operations);
  }

  /** The identity that the next queue gets. */
  int nextQueueId() {
    return archive.machine().state().nextQueueId();
  }

  /** For the tests of this package. */
  Archive<QueueMachine> archive() {
    return archive;
  }

  @Override
  public void close() {
    try {
      if (!archive.lock().isHeldByCurrentThread()) { // else the engine refuses to be closed
        archive.settle();
      }
    } finally {
      engine.close();
    }
  }
}
