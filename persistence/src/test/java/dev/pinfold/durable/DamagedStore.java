package dev.pinfold.durable;

import dev.pinfold.Pinfold;
import dev.pinfold.archive.journal.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A store as a killed process left it, with two segments, two snapshots and an index, to be damaged
 * in many copies.
 */
final class DamagedStore {
  private final Path killed;
  private final Path copy;
  private final Judged.Truth truth;

  DamagedStore(Scratch scratch, String name) throws IOException {
    Path original = scratch.resolve(name);
    killed = scratch.resolve(name + "-killed");
    copy = scratch.resolve(name + "-copy");
    List<String> history = new ArrayList<>();
    try (PinfoldStore store = PinfoldStore.open(original, SmallStore.WITH_LAST_SNAPSHOT)) {
      fill(store, 0, history);
    }
    try (PinfoldStore store = PinfoldStore.open(original, SmallStore.OPTIONS)) {
      fill(store, 1, history);
      long unused = store.snapshot();
      fill(store, 2, history);
      truth = Judged.Truth.of(store, history);
      SmallStore.copyRunning(original, 1, killed);
    }
  }

  private static void fill(PinfoldStore store, int round, List<String> history) {
    if (round == 0) {
      history.add(StoreImage.of(store));
    }
    for (Consumer<Pinfold> transaction : SmallStore.transactions(round)) {
      transaction.accept(store);
      history.add(StoreImage.of(store));
    }
  }

  /** The bytes of a file as it was left. */
  byte[] read(String file) throws IOException {
    return Files.readAllBytes(killed.resolve(file));
  }

  /** The directory as it was left; not to be changed. */
  Path killed() {
    return killed;
  }

  /** The files in it, by their names in it. */
  List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(killed)) {
      return all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> killed.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  /** What can be done to a copy. */
  interface Damage {
    void doTo(Path directory) throws IOException;
  }

  /** How many transactions there are. */
  int transactions() {
    return truth.history().size() - 1;
  }

  /** How many of them came after the newest snapshot. */
  int transactionsSinceSnapshot() {
    return SmallStore.transactions(2).size();
  }

  /** Damages a copy, opens it and looks what it tells; any end of the journal may be missing. */
  Judged judge(String description, Damage damage) throws IOException {
    return judge(description, 0, Environment.SYSTEM, damage);
  }

  /**
   * Damages a copy, opens it on a machine and looks what it tells.
   *
   * @param least the transaction up to which nothing may be missing
   */
  Judged judge(String description, int least, Environment environment, Damage damage)
      throws IOException {
    Directories.copy(killed, copy);
    try {
      damage.doTo(copy);
      return Judged.open(copy, truth, least, environment);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(description, e);
    } finally {
      Directories.delete(copy);
    }
  }
}
