package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.Outcome;
import dev.pinfold.PinfoldException;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.durable.Directories;
import dev.pinfold.durable.PinfoldStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens, the runs that are there are whole. */
@Timeout(120)
class BackupTest {
  @TempDir Path scratch;

  private BackupFixture files;

  @BeforeEach
  void begin() {
    files = new BackupFixture(scratch);
  }

  @Test
  void aRunIsAWholeStore() throws IOException {
    try (PinfoldStore store = files.open()) {
      new Written(store, files.clock, new Random(5)).work(300);
      assertThat(store.snapshot()).isPositive();
      new Written(store, files.clock, new Random(6)).work(100);
    }
    Map<String, String> before = BackupFixture.content(files.directory);
    Backup done = files.backup();
    assertThat(BackupFixture.content(files.directory)).isEqualTo(before);
    BackupFixture.requireSame(files.directory, done.run());
    assertThat(BackupFixture.names(done.run()))
        .containsExactly("backup", "journal", "pinfold.store", "snapshots");
    assertThat(done.run())
        .isEqualTo(files.target.resolve(new RunName(files.clock.instant()).finished()));
    assertThat(BackupFixture.names(files.target)).contains("runs.lock").hasSize(2);
    assertThat(done.linkedSegments()).isZero();
    assertThat(done.store().journal().state()).isEqualTo(JournalVerdict.State.SOUND);
  }

  @Test
  void anEmptyStore() throws IOException {
    files.open().close();
    assertThat(files.backup().verification().transactions()).isZero();
    assertThat(files.backup().linkedSegments()).isEqualTo(1);
  }

  @Test
  void aSecondRunSharesWhatIsTheSame() throws IOException {
    try (PinfoldStore store = files.open()) {
      files.fill(store, 14);
      Backup first = files.backup();
      files.fill(store, 1);
      Backup second = files.backup();
      assertThat(second.copiedSegments()).isEqualTo(1);
      assertThat(second.linkedSegments()).isEqualTo(first.copiedSegments() - 1);
      assertThat(shared(first.run(), second.run())).isEqualTo(second.linkedSegments());
      Backup third = files.backup();
      assertThat(third.copiedSegments()).isZero();
      assertThat(third.copiedBytes()).isZero();
      assertThat(shared(second.run(), third.run())).isEqualTo(third.linkedSegments());
    }
    assertThat(files.runs()).hasSize(3);
  }

  private static int shared(Path one, Path other) throws IOException {
    int shared = 0;
    for (Path segment : BackupFixture.segments(other)) {
      Path same = one.resolve("journal").resolve(segment.getFileName());
      if (Files.exists(same)
          && BackupFixture.identity(same).equals(BackupFixture.identity(segment))) {
        shared++;
      }
    }
    return shared;
  }

  /** The clock may have gone back, or stand still. */
  @Test
  void namesGoOn() throws IOException {
    files.filled(1);
    Path first = files.backup().run();
    files.clock.advance(-5000);
    Path second = files.backup().run();
    assertThat(second.getFileName().toString()).isGreaterThan(first.getFileName().toString());
    assertThat(files.runs()).containsExactly(first, second);
  }

  /** At each place that progress is told of; then the next one is made. */
  @Test
  void anInterruptedRunLeavesTheOthersAndNoneOfItsOwn() throws IOException {
    try (PinfoldStore store = files.open()) {
      files.fill(store, 6);
      Path first = files.backup().run();
      Map<String, String> content = BackupFixture.content(first);
      files.fill(store, 32);
      assertThat(store.queue("q").takeOldest(32)).hasSize(32);
      assertThat(store.snapshot()).isPositive();
      files.fill(store, 8);
      int unused = store.compact(); // what lies between the first run and the next is given back
      assertThat(store.snapshot()).isPositive();
      files.fill(store, 8);
      int stop = 1;
      while (isInterrupted(stop)) {
        assertThat(BackupFixture.names(files.target))
            .containsExactly(first.getFileName().toString(), "runs.lock");
        assertThat(BackupFixture.content(first)).isEqualTo(content);
        stop++;
      }
      assertThat(stop).isGreaterThan(5);
      assertThat(files.runs()).hasSize(2).contains(first);
      BackupFixture.requireSame(files.directory, files.runs().get(1));
    }
  }

  private boolean isInterrupted(int stop) throws IOException {
    int[] left = {stop};
    try {
      Backup unused =
          files.backup(
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

  /** The run is the store at a moment behind that. */
  @Test
  void whatIsGivenBackMeanwhileIsLookedForAgain() throws IOException {
    try (PinfoldStore store = files.open()) {
      files.fill(store, 20);
      boolean[] told = {false};
      Backup done =
          files.backup(
              (bytes, total) -> {
                if (!told[0]) { // its first segment was copied
                  told[0] = true;
                  assertThat(store.queue("q").takeOldest(18)).hasSize(18);
                  assertThat(store.snapshot()).isPositive();
                  files.fill(store, 1);
                  assertThat(store.snapshot()).isPositive();
                  assertThat(store.compact()).isPositive();
                }
              });
      assertThat(done.verification().messages()).isEqualTo(3);
      assertThat(BackupFixture.names(done.run().resolve("journal")))
          .doesNotContain("0000000001.pfj");
      BackupFixture.requireSame(files.directory, done.run());
    }
  }

  /** As a process leaves it that was killed. */
  @Test
  void whatWasLeftUnfinishedGoesWithTheNextRun() throws IOException {
    files.filled(3);
    Path first = files.backup().run();
    Path left = files.target.resolve("20200101T000000.000Z.unfinished");
    assertThat(Directories.copy(first, left)).exists();
    Path letters = Files.createDirectory(files.target.resolve("letters.unfinished"));
    assertThat(files.runs()).containsExactly(first);
    Path second = files.backup().run();
    assertThat(files.runs()).containsExactly(first, second);
    assertThat(left).doesNotExist();
    assertThat(letters).exists();
  }

  @Test
  void aFirstRunThatWasInterruptedLeavesAPlaceForTheNext() throws IOException {
    files.filled(3);
    assertThat(isInterrupted(1)).isTrue();
    assertThatThrownBy(files::runs).isInstanceOf(NoStoreException.class);
    assertThat(files.backup().copiedSegments()).isPositive();
  }

  @Test
  void damageBeforeTheNewestSnapshot() throws IOException {
    try (PinfoldStore store = files.open()) {
      files.fill(store, 1);
      Backup unused = files.backup();
      files.fill(store, 12);
      assertThat(store.snapshot()).isPositive();
    }
    requireRefused(BackupFixture.segments(files.directory).get(0), 20_000);
  }

  @Test
  void damageBehindTheNewestSnapshot() throws IOException {
    try (PinfoldStore store = files.open()) {
      files.fill(store, 1);
      assertThat(store.snapshot()).isPositive();
      Backup unused = files.backup();
      files.fill(store, 12);
    }
    requireRefused(BackupFixture.segments(files.directory).get(1), 20_000);
  }

  /** In the middle of its documents, or of its header; in the backup's first run, and a restore. */
  @Test
  void aSegmentBeforeTheNewestSnapshotThatWasCutIsDamage() throws IOException {
    try (PinfoldStore store = files.open()) {
      files.fill(store, 12);
      assertThat(store.snapshot()).isPositive();
    }
    Path segment = BackupFixture.segments(files.directory).get(0);
    byte[] bytes = Files.readAllBytes(segment);
    for (int end : List.of(60_000, 96, 50, 0)) {
      Files.write(segment, Arrays.copyOf(bytes, end));
      assertThatThrownBy(files::backup)
          .as("%d bytes", end)
          .isInstanceOfSatisfying(
              StoreCorruptException.class,
              e -> assertThat(e.file()).isIn(segment, segment.getParent()));
      assertThat(BackupFixture.names(files.target)).containsExactly("runs.lock");
      assertThatThrownBy(
              () ->
                  OfflineStore.restore(
                      files.directory, scratch.resolve("new"), Optional.empty(), ReadProgress.NONE))
          .isInstanceOf(StoreCorruptException.class);
    }
  }

  private void requireRefused(Path segment, int offset) throws IOException {
    Path first = files.runs().get(0);
    Map<String, String> content = BackupFixture.content(first);
    BackupFixture.flip(segment, offset);
    assertThatThrownBy(files::backup)
        .isInstanceOfSatisfying(
            StoreCorruptException.class,
            e -> {
              assertThat(e.file()).isEqualTo(segment);
              assertThat(e.offset()).isPositive();
            });
    assertThat(BackupFixture.names(files.target)).hasSize(2);
    assertThat(BackupFixture.content(first)).isEqualTo(content);
    BackupFixture.requireSound(first);
  }

  /** Only good ones are copied; a store with a damaged one opens by the other. */
  @Test
  void aDamagedSnapshotIsLeftOut() throws IOException {
    try (PinfoldStore store = files.open()) {
      files.fill(store, 2);
      assertThat(store.snapshot()).isPositive();
      files.fill(store, 2);
      assertThat(store.snapshot()).isPositive();
    }
    Path newest = SnapshotFiles.newest(files.directory);
    BackupFixture.flip(newest, 100);
    Backup done = files.backup();
    assertThat(done.store().snapshots()).filteredOn(snapshot -> !snapshot.isGood()).hasSize(1);
    assertThat(BackupFixture.names(done.run().resolve("snapshots")))
        .hasSize(1)
        .doesNotContain(newest.getFileName().toString());
  }

  /** Its checksums are right; that it is no state is found when the run is verified. */
  @Test
  void aSnapshotThatIsNoStateIsRefused() throws IOException {
    try (PinfoldStore store = files.open()) {
      files.fill(store, 2);
      assertThat(store.snapshot()).isPositive();
      files.fill(store, 2);
      assertThat(store.snapshot()).isPositive();
    }
    Path older = SnapshotFiles.of(files.directory).get(0);
    SnapshotFiles.overwriteBody(older, (byte) 0xff);
    assertThatThrownBy(files::backup)
        .isInstanceOfSatisfying(
            StoreCorruptException.class, e -> assertThat(e.file()).isEqualTo(older));
    assertThat(BackupFixture.names(files.target)).containsExactly("runs.lock");
  }

  @Test
  void whatCannotBeReadInTheRunBeforeIsCopied() throws IOException {
    files.filled(3);
    Path segment = BackupFixture.segments(files.backup().run()).get(0);
    Files.delete(segment);
    Files.createDirectory(segment); // reading it fails
    assertThat(files.backup().linkedSegments()).isZero();
  }

  /** Its end is missing, as after a copy of it that was interrupted. */
  @Test
  void aRunThatEndsTooSoonIsDamaged() throws IOException {
    files.filled(3);
    Path segment = BackupFixture.segments(files.backup().run()).get(0);
    byte[] bytes = Files.readAllBytes(segment);
    Files.write(segment, Arrays.copyOf(bytes, 60_000));
    assertThat(OfflineStore.runs(files.target).get(0).damage()).isPresent();
    assertThatThrownBy(
            () ->
                OfflineStore.restore(
                    files.target, scratch.resolve("new"), Optional.empty(), ReadProgress.NONE))
        .isInstanceOf(StoreCorruptException.class);
    assertThat(scratch.resolve("new")).doesNotExist();
    assertThat(files.backup().linkedSegments()).isZero();
  }

  /** The store's directory becomes another store's while a run is verified. */
  @Test
  void aRunHasTheMarkOfWhatWasCopied() throws IOException {
    files.filled(3);
    Path other = scratch.resolve("other");
    files.open(other).close();
    Backup done =
        files.backup(
            (bytes, total) -> {
              try {
                Files.copy(
                    other.resolve("pinfold.store"),
                    files.directory.resolve("pinfold.store"),
                    StandardCopyOption.REPLACE_EXISTING);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertThat(OfflineStore.at(done.run()).storeId())
        .isNotEqualTo(OfflineStore.at(other).storeId());
  }

  @Test
  void whatHasRottenInTheRunBeforeIsCopiedAgain() throws IOException {
    try (PinfoldStore store = files.open()) {
      files.fill(store, 12);
      assertThat(store.snapshot()).isPositive();
    }
    Path first = files.backup().run();
    Path rotten = BackupFixture.segments(first).get(1);
    BackupFixture.flip(rotten, 60_000);
    Backup second = files.backup();
    assertThat(second.rotten().map(Damage::file)).hasValue(rotten);
    assertThat(second.copiedSegments()).isEqualTo(1);
    assertThat(shared(first, second.run())).isEqualTo(second.linkedSegments());
    Backup third = files.backup();
    assertThat(third.rotten()).isEmpty();
    assertThat(third.copiedSegments()).isZero();
  }

  @Test
  void aTornTailIsNotInIt() throws IOException {
    files.filled(3);
    Path segment = BackupFixture.segments(files.directory).get(0);
    byte[] bytes = Files.readAllBytes(segment);
    List<Integer> ends = SegmentBytes.ends(bytes);
    int last = ends.get(ends.size() - 2);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(last, 0);
    bytes[last + 40] ^= 1;
    Files.write(segment, bytes);
    Backup done = files.backup();
    assertThat(done.store().journal().cut()).isPresent();
    assertThat(done.verification().journal().lastTransaction()).isEqualTo(3);
    assertThat(done.verification().messages()).isEqualTo(2);
  }

  @Test
  void theNewestRunsAreKept() throws IOException {
    List<Path> made = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      files.filled(3);
      made.add(files.backup().run());
    }
    files.clock.advance(1);
    Backup last =
        OfflineStore.at(files.directory)
            .backup(files.target, files.options().withKeep(2), ReadProgress.NONE);
    assertThat(last.removed()).containsExactlyElementsOf(made.subList(0, 3));
    assertThat(files.runs()).containsExactly(made.get(3), last.run());
    files.runs().forEach(BackupFixture::requireSound);
    assertThat(BackupFixture.names(files.target)).hasSize(3);
    assertThatThrownBy(() -> files.options().withKeep(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("keep is 0 and must be 1 or more");
  }

  private void requireNotWritten(Path target, String why) throws IOException {
    Map<String, String> before = BackupFixture.content(scratch);
    assertThatThrownBy(
            () ->
                OfflineStore.at(files.directory).backup(target, files.options(), ReadProgress.NONE))
        .isInstanceOfAny(IOException.class, NoStoreException.class)
        .hasMessageContaining(why);
    assertThat(BackupFixture.content(scratch)).isEqualTo(before);
  }

  @Test
  void nothingElseIsWrittenTo() throws IOException {
    files.filled(1);
    Path full = Files.createDirectory(scratch.resolve("full"));
    Path letter = Files.writeString(full.resolve("letter"), "dear");
    requireNotWritten(full, full + " is neither empty nor a backup");
    requireNotWritten(letter, letter + " is no directory");
    requireNotWritten(files.directory, "lie in each other");
    requireNotWritten(files.directory.resolve("deep/backup"), "lie in each other");
    requireNotWritten(scratch, "lie in each other");
    Path other = scratch.resolve("other");
    files.open(other).close();
    requireNotWritten(other, other + " is neither empty nor a backup");
    Path run = files.backup().run();
    requireNotWritten(run, run + " is neither empty nor a backup");
    Path linked = Files.createSymbolicLink(scratch.resolve("link"), files.directory);
    requireNotWritten(linked.resolve("backup"), "lie in each other");
  }

  @Test
  void runsOfAnotherStoreAreNotMixedWith() throws IOException {
    Path other = scratch.resolve("other");
    files.open(other).close();
    Backup theirs = OfflineStore.at(other).backup(files.target, files.options(), ReadProgress.NONE);
    files.filled(1);
    requireNotWritten(
        files.target, files.target + " is a backup of another store: " + theirs.run());
  }

  @Test
  void whatHasTheNameOfARunMustBeOne() throws IOException {
    files.filled(1);
    Path run = files.backup().run();
    Path name = files.target.resolve("20200101T000000.000Z");
    assertThat(Files.createDirectory(name)).exists();
    requireNotWritten(files.target, name + " has the name of a run, and is none");
    assertThatThrownBy(files::runs)
        .isInstanceOf(NoStoreException.class)
        .hasMessageContaining("has the name of a run, and is none");
    Files.delete(name);
    Files.delete(run.resolve("backup"));
    requireNotWritten(files.target, run + " has the name of a run, and no file \"backup\"");
  }

  @Test
  void oneAtATime() throws IOException {
    files.filled(1);
    List<Throwable> second = new ArrayList<>();
    Backup unused =
        files.backup(
            (bytes, total) -> {
              try {
                Backup none = files.backup();
                second.add(new AssertionError(none));
              } catch (IOException e) {
                second.add(e);
              }
            });
    assertThat(second)
        .isNotEmpty()
        .allMatch(e -> e.getMessage().startsWith("another backup is just written to"));
    assertThat(files.runs()).hasSize(1);
  }

  /** Its files are those of other runs. */
  @Test
  void aRunIsNotOpened() throws IOException {
    files.filled(1);
    Path run = files.backup().run();
    Map<String, String> before = BackupFixture.content(files.target);
    assertThatThrownBy(() -> files.open(run))
        .isInstanceOfSatisfying(
            PinfoldException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE))
        .hasMessageContainingAll(run.toString(), "is a run of a backup", "pinfold restore");
    assertThat(BackupFixture.content(files.target)).isEqualTo(before);
  }

  @Test
  void runsAreListed() throws IOException {
    files.filled(2);
    Backup first = files.backup();
    files.filled(1);
    Backup second = files.backup();
    List<BackupRun> runs = OfflineStore.runs(files.target);
    assertThat(runs).extracting(BackupRun::directory).containsExactly(first.run(), second.run());
    assertThat(runs).extracting(BackupRun::lastTransaction).containsExactly(3L, 4L);
    assertThat(runs).allMatch(run -> run.damage().isEmpty());
    assertThat(runs.get(1).time()).isEqualTo(files.clock.instant());
    assertThat(runs.get(1).bytes()).isBetween(150_000L, 170_000L);
    assertThat(runs.get(0).storeId()).isEqualTo(OfflineStore.at(files.directory).storeId());
    Path segment = BackupFixture.segments(second.run()).get(0);
    byte[] damaged = Files.readAllBytes(segment);
    Arrays.fill(damaged, 96, 200, (byte) 3);
    Files.delete(segment);
    Files.write(segment, damaged);
    assertThat(OfflineStore.runs(files.target))
        .extracting(run -> run.damage().isPresent())
        .containsExactly(false, true);
  }
}
