package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.codec.Codecs;
import dev.pinfold.durable.PinfoldStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was backed up is there again, as it was when it was, or at a moment before. */
@Timeout(120)
class RestoreTest {
  @TempDir Path scratch;

  private BackupFixture files;
  private Path restored;

  @BeforeEach
  void begin() {
    files = new BackupFixture(scratch);
    restored = scratch.resolve("restored");
  }

  private Restore restore(Path from) throws IOException {
    return OfflineStore.restore(from, restored, Optional.empty(), ReadProgress.NONE);
  }

  private Restore restore(JournalBound moment) throws IOException {
    return OfflineStore.restore(files.target, restored, Optional.of(moment), ReadProgress.NONE);
  }

  private List<String> messages() {
    try (PinfoldStore store = files.open(restored)) {
      return store.queue("q", Codecs.text()).takeOldest(100).stream()
          .map(message -> message.payload())
          .toList();
    }
  }

  private void add(PinfoldStore store, String text) {
    long number = store.queue("q", Codecs.text(), QueuePolicy.PROCESS_CRASH).add(text);
    assertThat(number).isPositive();
  }

  @Test
  void theNewestRunIsTheSameStore() throws IOException {
    try (PinfoldStore store = files.open()) {
      add(store, "one");
      Backup unused = files.backup();
      assertThat(store.snapshot()).isPositive();
      add(store, "two");
      Backup last = files.backup();
      add(store, "three");
      Restore done = restore(files.target);
      assertThat(done.from()).isEqualTo(last.run());
      assertThat(done.transaction()).isEqualTo(3);
      assertThat(done.messages()).isEqualTo(2);
    }
    BackupFixture.requireSound(restored);
    assertThat(BackupFixture.names(restored))
        .containsExactly("journal", "pinfold.store", "snapshots");
    assertThat(OfflineStore.at(restored).storeId())
        .isEqualTo(OfflineStore.at(files.directory).storeId());
    Map<String, String> before = BackupFixture.content(files.target);
    assertThat(messages()).containsExactly("one", "two");
    assertThat(BackupFixture.content(files.target)).as("shares nothing with it").isEqualTo(before);
  }

  @Test
  void oneRunOrAnyStore() throws IOException {
    try (PinfoldStore store = files.open()) {
      add(store, "one");
      Path first = files.backup().run();
      add(store, "two");
      Backup unused = files.backup();
      assertThat(restore(first).messages()).isEqualTo(1);
      restored = scratch.resolve("beside its owner");
      assertThat(restore(files.directory).messages()).isEqualTo(2);
      add(store, "three");
    }
    assertThat(messages()).containsExactly("one", "two");
  }

  @Test
  void anEmptyDirectoryIsAPlaceForIt() throws IOException {
    files.filled(1);
    Backup unused = files.backup();
    assertThat(Files.createDirectory(restored)).exists();
    assertThat(restore(files.target).messages()).isEqualTo(1);
    assertThatThrownBy(() -> restore(files.target))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is there already");
  }

  @Test
  void itIsNotMadeInABackup() throws IOException {
    files.filled(1);
    Path run = files.backup().run();
    restored = run.resolve("restored");
    assertThatThrownBy(() -> restore(files.target))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("lie in each other");
    assertThat(restored).doesNotExist();
  }

  /** Runs go back further than their journals. */
  @Test
  void eachTransactionThatWasTheLastOfARun() throws IOException {
    long seed = Long.getLong("pinfold.seed", System.nanoTime());
    System.out.println("RestoreTest: -Dpinfold.seed=" + seed);
    Random random = new Random(seed);
    Map<Long, Path> runs = new TreeMap<>();
    for (int round = 0; round < 6; round++) {
      try (PinfoldStore store = files.open()) {
        new Written(store, files.clock, random).work(400);
        files.fill(store, 6);
        Backup done = files.backup();
        long transaction = done.verification().journal().lastTransaction();
        runs.putIfAbsent(transaction, done.run());
        store.queue("q").purge();
        assertThat(store.snapshot()).isPositive();
        assertThat(store.snapshot()).isPositive();
        int unused = store.compact();
      }
    }
    for (Map.Entry<Long, Path> run : runs.entrySet()) {
      restored = scratch.resolve("to " + run.getKey());
      Restore done = restore(new JournalBound.OfTransaction(run.getKey()));
      assertThat(done.from()).isEqualTo(run.getValue());
      assertThat(done.transaction()).isEqualTo(run.getKey());
      try (PastQueues before = BackupFixture.past(run.getValue());
          PastQueues after = BackupFixture.past(restored)) {
        List<Change> changes = new ArrayList<>();
        before.changesTo(after, changes::add);
        assertThat(changes).isEmpty();
      }
      files.open(restored).close();
    }
  }

  @Test
  void aTime() throws IOException {
    try (PinfoldStore store = files.open()) {
      add(store, "one");
      Backup unused = files.backup();
      files.clock.advance(10_000);
      add(store, "two");
      files.clock.advance(10_000);
      add(store, "three");
      Path second = files.backup().run();
      files.clock.advance(10_000);
      add(store, "four");
      unused = files.backup();
      Instant time = Instant.ofEpochMilli(BackupFixture.START + 15_000);
      Restore done = restore(new JournalBound.OfTime(time));
      assertThat(done.from()).isEqualTo(second);
      assertThat(done.messages()).isEqualTo(2);
    }
    assertThat(messages()).containsExactly("one", "two");
  }

  @Test
  void aMomentThatNoRunTellsOf() throws IOException {
    files.filled(2);
    Path first = files.backup().run();
    files.filled(1);
    Path last = files.backup().run();
    assertThatThrownBy(() -> restore(new JournalBound.OfTransaction(99)))
        .isInstanceOf(NoSuchMomentException.class)
        .hasMessageContainingAll(
            "no run in " + files.target + " tells of transaction 99",
            first.getFileName() + ", up to transaction 3",
            last.getFileName() + ", up to transaction 4",
            "transaction 99 is behind the journal's last, 4");
    Instant later = files.clock.instant().plusMillis(1);
    assertThatThrownBy(() -> restore(new JournalBound.OfTime(later)))
        .isInstanceOf(NoSuchMomentException.class)
        .hasMessageContainingAll("tells of " + later, "the newest " + last.getFileName());
    requireNothingMade();
  }

  @Test
  void aDamagedRunIsRefused() throws IOException {
    files.filled(12);
    Path first = files.backup().run();
    Path segment = BackupFixture.segments(first).get(1);
    BackupFixture.flip(segment, 60_000);
    assertThatThrownBy(() -> restore(files.target))
        .isInstanceOfSatisfying(
            StoreCorruptException.class, e -> assertThat(e.file()).isEqualTo(segment));
    assertThatThrownBy(() -> restore(new JournalBound.OfTransaction(12)))
        .isInstanceOf(StoreCorruptException.class);
    requireNothingMade();
    Backup next = files.backup(); // which is not linked to it
    assertThat(next.rotten()).isPresent();
    assertThat(restore(new JournalBound.OfTransaction(12)).from()).isEqualTo(next.run());
  }

  /** What a snapshot does not tell is noticed when all of it is read. */
  @Test
  void damageThatOnlyAVerificationFinds() throws IOException {
    try (PinfoldStore store = files.open()) {
      files.fill(store, 12);
      assertThat(store.snapshot()).isPositive();
    }
    Path segment = BackupFixture.segments(files.backup().run()).get(1);
    BackupFixture.flip(segment, 60_000);
    assertThatThrownBy(() -> restore(files.target))
        .isInstanceOfSatisfying(
            StoreCorruptException.class, e -> assertThat(e.file()).isEqualTo(segment));
    requireNothingMade();
  }

  @Test
  void whatIsInterruptedLeavesNothing() throws IOException {
    files.filled(6);
    Backup unused = files.backup();
    for (Optional<JournalBound> until :
        List.<Optional<JournalBound>>of(
            Optional.empty(), Optional.of(new JournalBound.OfTransaction(3)))) {
      int stop = 1;
      while (isInterrupted(until, stop)) {
        requireNothingMade();
        stop++;
      }
      assertThat(stop).isGreaterThan(1);
      BackupFixture.requireSound(restored);
      restored = scratch.resolve("again");
    }
  }

  private boolean isInterrupted(Optional<JournalBound> until, int stop) throws IOException {
    int[] left = {stop};
    try {
      Restore unused =
          OfflineStore.restore(
              files.target,
              restored,
              until,
              (bytes, total) -> {
                if (--left[0] == 0) {
                  throw new IllegalStateException("interrupted");
                }
              });
      return false;
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("interrupted");
      return true;
    }
  }

  private void requireNothingMade() throws IOException {
    assertThat(restored).doesNotExist();
    assertThat(BackupFixture.names(scratch)).noneMatch(name -> name.endsWith(".partial"));
  }

  @Test
  void whatIsNoBackup() throws IOException {
    Path empty = Files.createDirectory(scratch.resolve("empty"));
    assertThatThrownBy(() -> restore(empty))
        .isInstanceOf(NoStoreException.class)
        .hasMessage("no backup at " + empty + ": there is no run in it");
    Path nothing = scratch.resolve("nothing");
    assertThatThrownBy(() -> restore(nothing))
        .isInstanceOf(NoStoreException.class)
        .hasMessage("no backup at " + nothing + ": there is no such directory");
    requireNothingMade();
  }

  /** What a new store is made under lies beside its name, not where a link leads. */
  @Test
  void aLinkIsNoTarget() throws IOException {
    files.filled(3);
    Path elsewhere = Files.createDirectory(scratch.resolve("elsewhere"));
    restored = Files.createSymbolicLink(files.directory.resolve("link"), elsewhere);
    assertThatThrownBy(() -> restore(files.directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is a link");
    assertThat(restored).isSymbolicLink();
    assertThat(BackupFixture.names(elsewhere)).isEmpty();
  }

  @Test
  void nothingIsMadeAmongRuns() throws IOException {
    files.filled(3);
    Path first = files.backup().run();
    Path second = files.backup().run();
    Map<String, String> before = BackupFixture.content(files.target);
    for (Path target :
        List.of(
            second.resolve("journal/new"),
            files.target.resolve("20200101T000000.000Z"),
            files.target)) {
      restored = target;
      assertThatThrownBy(() -> restore(first)).isInstanceOf(IOException.class);
    }
    assertThat(BackupFixture.content(files.target)).isEqualTo(before);
  }
}
