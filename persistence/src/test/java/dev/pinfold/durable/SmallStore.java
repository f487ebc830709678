package dev.pinfold.durable;

import dev.pinfold.MessageInfo;
import dev.pinfold.MessageQueue;
import dev.pinfold.MessageView;
import dev.pinfold.Pinfold;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.journal.JournalOptions;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import dev.pinfold.codec.Codecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A store with a little of everything in it: small enough to be damaged at each of its bytes. */
public final class SmallStore {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_000L));
  private static final QueuePolicy RING = QueuePolicy.PROCESS_CRASH.withMaxCount(3);

  /** The smallest segments, no snapshot but on demand. */
  public static final StoreOptions OPTIONS =
      StoreOptions.DEFAULTS
          .withSegmentBytes(256 << 10)
          .withSnapshots(SnapshotPolicy.NEVER)
          .withCompactBelow(0)
          .withClock(CLOCK);

  /** The same with a snapshot at close. */
  public static final StoreOptions WITH_LAST_SNAPSHOT =
      OPTIONS.withSnapshots(new SnapshotPolicy(0, 0, Duration.ZERO, true));

  /** With room for few places on the heap, and a snapshot at close. */
  static final StoreOptions TIGHT =
      StoreOptions.DEFAULTS
          .withSegmentBytes(256 << 10)
          .withResidentBytes(64 << 10)
          .withSnapshots(new SnapshotPolicy(0, 0, Duration.ZERO, true));

  private SmallStore() {}

  /** Operations of every kind, each one transaction. */
  public static List<Consumer<Pinfold>> transactions(int round) {
    List<Consumer<Pinfold>> all = new ArrayList<>();
    if (round == 0) {
      all.add(store -> store.queue("orders", QueuePolicy.PROCESS_CRASH));
      all.add(store -> store.queue("ring", RING));
      all.add(store -> store.queue("kept", QueuePolicy.POWER_LOSS));
    }
    all.add(store -> kept(store).addAll(List.of("kept of " + round, "also kept")));
    all.add(store -> orders(store).add("first of " + round));
    all.add(
        store -> orders(store).add("second of " + round, Map.of("colour", "grey", "empty", "")));
    all.add(store -> orders(store).addAll(List.of("", "third", "fourth", "fifth")));
    all.add(store -> ring(store).addAll(List.of("r1", "r2")));
    all.add(store -> orders(store).takeOldest());
    all.add(store -> orders(store).takeNewest());
    all.add(SmallStore::move);
    all.add(store -> orders(store).lease(Duration.ofHours(1)));
    all.add(store -> ring(store).add("r3"));
    all.add(store -> orders(store).release(leased(store)));
    all.add(store -> ring(store).alter(RING.withMaxCount(4)));
    all.add(store -> orders(store).remove(orders(store).peekNewest().orElseThrow().number()));
    all.add(store -> orders(store).add("last of " + round + " " + "x".repeat(50)));
    return all;
  }

  private static void move(Pinfold store) {
    long unused =
        store.transact(
            transaction -> {
              String moved =
                  transaction.queue("orders", Codecs.text()).takeOldest().orElseThrow().payload();
              return transaction.queue("ring", Codecs.text()).add(moved + " moved");
            });
  }

  /** The message with a lease in force. */
  private static MessageInfo leased(Pinfold store) {
    try (MessageView<String> view = orders(store).all()) {
      return view.stream()
          .filter(message -> message.deliveryCount() == 1)
          .findFirst()
          .orElseThrow();
    }
  }

  static MessageQueue<String> orders(Pinfold store) {
    return store.queue("orders", Codecs.text());
  }

  /** The queue that keeps a few. */
  static MessageQueue<String> ring(Pinfold store) {
    return store.queue("ring", Codecs.text());
  }

  /** The queue from which nothing is taken. */
  static MessageQueue<String> kept(Pinfold store) {
    return store.queue("kept", Codecs.text());
  }

  /** The segment files that are there, by their numbers. */
  static List<Path> segments(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("journal"))) {
      return files.filter(file -> file.toString().endsWith(".pfj")).sorted().toList();
    }
  }

  /**
   * Copies a store that is open and rests, as if it were killed now; waits first until all its
   * segments are prepared, so that the copy is the same each time.
   *
   * @param sealed how many segments there are before the one that is being written
   */
  public static void copyRunning(Path store, int sealed, Path to) throws IOException {
    int whenReady = sealed + 1 + JournalOptions.defaults().segmentsAhead();
    Await.until("all segments are prepared", () -> finishedSegments(store) == whenReady);
    Directories.copy(store, to);
  }

  private static long finishedSegments(Path store) {
    String[] names = store.resolve("journal").toFile().list((dir, name) -> name.contains(".pfj"));
    boolean unfinished = Stream.of(names).anyMatch(name -> !name.endsWith(".pfj"));
    return unfinished ? 0 : names.length;
  }
}
