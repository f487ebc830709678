package dev.pinfold.offline;

import dev.pinfold.Pinfold;
import dev.pinfold.durable.Directories;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.Scratch;
import dev.pinfold.durable.SmallStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A store as a killed process left it: two segments with documents, two snapshots, an index. */
final class KilledStore implements AutoCloseable {
  static final String FIRST = "journal/0000000001.pfj";
  static final String LAST = "journal/0000000002.pfj";
  static final String PREPARED = "journal/0000000003.pfj";

  private final Scratch scratch = new Scratch();
  private final Path killed = scratch.resolve("killed");
  private int copies;

  KilledStore() throws IOException {
    Path original = scratch.resolve("original");
    try (PinfoldStore store = PinfoldStore.open(original, SmallStore.WITH_LAST_SNAPSHOT)) {
      fill(store, 0);
    }
    try (PinfoldStore store = PinfoldStore.open(original, SmallStore.OPTIONS)) {
      fill(store, 1);
      long unused = store.snapshot();
      fill(store, 2);
      SmallStore.copyRunning(original, 1, killed);
    }
  }

  private static void fill(PinfoldStore store, int round) {
    for (Consumer<Pinfold> transaction : SmallStore.transactions(round)) {
      transaction.accept(store);
    }
  }

  /** A fresh copy, to be damaged. */
  Path copy() throws IOException {
    return Directories.copy(killed, scratch.resolve("copy" + ++copies));
  }

  byte[] read(String file) throws IOException {
    return Files.readAllBytes(killed.resolve(file));
  }

  /** The files in it, by their names in it. */
  List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(killed)) {
      return all.filter(Files::isRegularFile)
          .map(path -> killed.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  @Override
  public void close() throws IOException {
    scratch.close();
  }
}
