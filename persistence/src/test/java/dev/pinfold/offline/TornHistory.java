package dev.pinfold.offline;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.durable.Directories;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.StoreOptions;
import dev.pinfold.model.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Stores with a history of kills in the middle of writing, and of openings after them. */
final class TornHistory {
  private final Path scratch;
  private final SettableClock clock;
  private final Random random;

  TornHistory(Path scratch, SettableClock clock, Random random) {
    this.scratch = scratch;
    this.clock = clock;
    this.random = random;
  }

  /** Makes one, in a directory of its own. */
  Path make() throws IOException {
    Path store = scratch.resolve("history0");
    int rounds = 2 + random.nextInt(5);
    for (int i = 1; i <= rounds; i++) {
      Path next = scratch.resolve("history" + i);
      work(store, next);
      if (random.nextInt(5) == 0) { // it was closed
        Directories.delete(next);
        Path unused = Directories.copy(store, next);
      } else if (random.nextInt(3) > 0) {
        tear(next);
      }
      Files.deleteIfExists(next.resolve("lock"));
      Directories.delete(store);
      store = next;
    }
    return store;
  }

  /** Copies it as if it was killed. */
  private void work(Path store, Path killed) throws IOException {
    StoreOptions options = Written.options(clock, SegmentRetention.DELETE);
    try (PinfoldStore open = PinfoldStore.open(store, options)) {
      Written written = new Written(open, clock, random);
      written.work(random.nextInt(60));
      if (random.nextInt(4) == 0) {
        long unused = open.snapshot();
        int unusedToo = open.compact();
        written.work(random.nextInt(20));
      }
      Path unused = Directories.copyOpen(store, killed);
    }
  }

  /** Takes prefix and end of the last document, unless a snapshot knows that. */
  private void tear(Path store) throws IOException {
    List<Path> begun = SegmentFile.begun(store);
    SegmentFile file = SegmentFile.at(begun.get(begun.size() - 1));
    if (file.documents().isEmpty()) {
      return;
    }
    int document = file.lastDocument();
    int length = file.numberAt(document);
    Path untorn = Directories.copy(store, scratch.resolve("untorn"));
    file.set(document, 0).zeroFrom(document + 4 + random.nextInt(length)).write();
    Path probe = Directories.copy(store, scratch.resolve("probe"));
    Files.deleteIfExists(probe.resolve("lock"));
    try (PinfoldStore opened =
        PinfoldStore.open(probe, Written.options(clock, SegmentRetention.DELETE))) {
      int unused = opened.queues().size();
    } catch (StoreCorruptException e) {
      Directories.delete(store);
      Path unused = Directories.copy(untorn, store);
    }
    Directories.delete(probe);
    Directories.delete(untorn);
  }
}
