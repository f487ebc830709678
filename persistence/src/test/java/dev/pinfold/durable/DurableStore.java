package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.Durability;
import dev.pinfold.MessageQueue;
import dev.pinfold.Pinfold;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import dev.pinfold.model.SettableClock;
import dev.pinfold.model.StoreUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A store on a directory for scripts: small segments, hardly any heap for places, and everything
 * done to it that may happen to a store between two calls.
 */
final class DurableStore implements StoreUnderTest {
  private static final int SEGMENT = 2 << 20; // a script's largest transaction fits a quarter

  private final Path root;
  private final Random random;
  private final boolean keepsAll;
  private final StoreOptions options;
  private Path directory;
  private int generation;
  private PinfoldStore store;

  DurableStore(Path root, SettableClock clock, long seed) {
    this(root, clock, seed, seed % 3 == 0);
  }

  /**
   * @param keepsAll whether all segments are kept, so that the journal alone tells everything
   */
  DurableStore(Path root, SettableClock clock, long seed, boolean keepsAll) {
    this.root = root;
    this.random = new Random(seed);
    this.keepsAll = keepsAll;
    this.options =
        StoreOptions.DEFAULTS
            .withSegmentBytes(SEGMENT)
            .withResidentBytes(64 << 10)
            .withClock(clock)
            .withCompactBelow(0.5)
            .withRetention(keepsAll ? SegmentRetention.KEEP : SegmentRetention.DELETE)
            .withSnapshots(
                new SnapshotPolicy(
                    random.nextBoolean() ? 0 : 1 + random.nextInt(100),
                    0,
                    Duration.ZERO,
                    random.nextBoolean()));
    this.directory = root.resolve("0");
    this.store = PinfoldStore.open(directory, options);
  }

  @Override
  public Pinfold pinfold() {
    return store;
  }

  PinfoldStore store() {
    return store;
  }

  StoreOptions options() {
    return options;
  }

  Path directory() {
    return directory;
  }

  @Override
  public List<Durability> durabilities() {
    return List.of(Durability.values());
  }

  @Override
  public List<Disruption> disruptions() {
    List<Disruption> disruptions = new ArrayList<>();
    disruptions.add(survivedBy(Durability.PROCESS_CRASH, "restart", () -> restart(() -> {})));
    disruptions.add(survivedBy(Durability.PROCESS_CRASH, "kill", this::kill));
    disruptions.add(
        survivedBy(
            Durability.PROCESS_CRASH, "restart without indexes", () -> restart(this::noIndexes)));
    disruptions.add(
        survivedBy(
            Durability.PROCESS_CRASH,
            "restart with the newest snapshot damaged",
            () -> restart(this::damageNewestSnapshot)));
    if (keepsAll) {
      disruptions.add(
          survivedBy(
              Durability.PROCESS_CRASH,
              "restart from the journal alone",
              () -> restart(() -> StoreFiles.delete(directory.resolve("snapshots")))));
    }
    disruptions.add(survivedBy(Durability.MEMORY, "snapshot", () -> store.snapshot()));
    disruptions.add(survivedBy(Durability.MEMORY, "compact", () -> store.compact()));
    disruptions.add(survivedBy(Durability.MEMORY, "roll", this::roll));
    disruptions.add(survivedBy(Durability.MEMORY, "force", () -> store.force()));
    return disruptions;
  }

  private static Disruption survivedBy(Durability survives, String name, Action action) {
    return new Disruption(name, survives, action);
  }

  private interface FileWork {
    void run() throws IOException;
  }

  private void restart(FileWork meanwhile) throws IOException {
    store.close();
    meanwhile.run();
    open();
  }

  private void open() {
    store = PinfoldStore.open(directory, options);
    assertThat(store.recovery().cut()).isEmpty();
  }

  /** What a kill leaves is opened; what was killed ends elsewhere. */
  private void kill() throws IOException {
    Path killed = directory;
    PinfoldStore old = store;
    directory = root.resolve(Integer.toString(++generation));
    StoreFiles.copyAsKilled(old, killed, directory);
    old.close();
    StoreFiles.delete(killed);
    open();
  }

  private void noIndexes() throws IOException {
    for (Path index : StoreFiles.list(directory.resolve("index"))) {
      if (random.nextBoolean()) {
        Files.delete(index);
      } else {
        StoreFiles.damage(index);
      }
    }
  }

  private void damageNewestSnapshot() throws IOException {
    List<Path> snapshots = StoreFiles.snapshots(directory);
    if (snapshots.size() > 1) {
      StoreFiles.damage(snapshots.get(snapshots.size() - 1));
    }
  }

  /** Fills a segment with messages of a queue that nobody looks at. */
  private void roll() {
    MessageQueue<byte[]> filler = store.queue("filler", QueuePolicy.PROCESS_CRASH);
    for (int i = 0; i < 5; i++) {
      filler.add(new byte[SEGMENT / 5]);
    }
    filler.drop();
  }

  @Override
  public void close() {
    store.close();
    try {
      StoreFiles.delete(directory);
    } catch (UncheckedIOException e) {
      throw new AssertionError(e);
    }
  }
}
