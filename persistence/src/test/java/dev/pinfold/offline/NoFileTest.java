package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.archive.files.DirectoryTree;
import dev.pinfold.archive.snapshot.SnapshotName;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.StoreOptions;
import dev.pinfold.model.SettableClock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names of a store's files under which is no file: who opened a pipe would wait for ever. */
@Timeout(60)
class NoFileTest {
  private static final String SECOND = "journal/0000000002.pfj";

  @TempDir Path scratch;
  private Path store;

  private final StoreOptions options =
      Written.options(new SettableClock(1_700_000_000_000L), SegmentRetention.DELETE);

  /** What may be under a name instead. */
  enum Instead {
    PIPE("a pipe, a socket or a device") {
      @Override
      void make(Path path) throws IOException {
        try {
          assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
        } catch (InterruptedException e) {
          throw new InterruptedIOException();
        }
      }
    },
    DIRECTORY("a directory") {
      @Override
      void make(Path path) throws IOException {
        Files.createDirectory(path);
      }
    },
    LOOP("a link that leads back to itself") {
      @Override
      void make(Path path) throws IOException {
        Path back = path.resolveSibling("back");
        Files.createSymbolicLink(path, back.getFileName());
        Files.createSymbolicLink(back, path.getFileName());
      }
    };

    private final String words;

    Instead(String words) {
      this.words = words;
    }

    abstract void make(Path path) throws IOException;
  }

  /** Three segments with documents: ten messages, and two in the last. */
  @BeforeEach
  void fill() {
    store = scratch.resolve("store");
    try (PinfoldStore one = PinfoldStore.open(store, options)) {
      MessageQueue<byte[]> queue = one.queue("q", QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 12; i++) {
        queue.add(new byte[50_000]);
      }
    }
  }

  private Path put(String part, Instead instead) throws IOException {
    Path path = store.resolve(part);
    DirectoryTree.delete(path);
    instead.make(path);
    return path;
  }

  private Salvage salvage() throws IOException {
    return OfflineStore.salvage(store, scratch.resolve("new"), options, ReadProgress.NONE);
  }

  private void requireDamaged(Path path, String words) {
    Verification found = OfflineStore.at(store).verify(ReadProgress.NONE);
    assertThat(found.journal().damages())
        .anyMatch(damage -> damage.file().equals(path) && damage.found().equals(words));
    assertThatThrownBy(() -> PinfoldStore.open(store, options))
        .isInstanceOf(StoreCorruptException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @EnumSource
  void aSegment(Instead instead) throws IOException {
    Path path = put(SECOND, instead);
    requireDamaged(path, instead.words);
    Salvage found = salvage();
    assertThat(found.messages()).isEqualTo(7);
    assertThat(found.state()).isEqualTo(Salvage.State.INCOMPLETE);
    assertThat(found.holes())
        .anyMatch(
            hole ->
                hole.file().equals(path)
                    && hole.why().equals("not a regular file, but " + instead.words));
  }

  @ParameterizedTest
  @EnumSource
  void aSegmentThatIsNotNeeded(Instead instead) throws IOException {
    requireDamaged(put("journal/0000000099.pfj", instead), instead.words);
    assertThat(salvage().messages()).isEqualTo(12);
  }

  /** An opening would write to it. */
  @ParameterizedTest
  @EnumSource
  void begun(Instead instead) throws IOException {
    requireDamaged(put("journal/begun", instead), instead.words);
    Salvage found = salvage();
    assertThat(found.messages()).isEqualTo(12);
    assertThat(found.state()).isEqualTo(Salvage.State.INCOMPLETE);
  }

  @ParameterizedTest
  @EnumSource(names = "DIRECTORY", mode = EnumSource.Mode.EXCLUDE)
  void theJournal(Instead instead) throws IOException {
    Path path = put("journal", instead);
    assertThat(OfflineStore.at(store).verify(ReadProgress.NONE).journal().damages())
        .anyMatch(damage -> damage.file().equals(path) && damage.found().equals(instead.words));
    assertThatThrownBy(() -> PinfoldStore.open(store, options))
        .isInstanceOf(StoreCorruptException.class)
        .hasMessageContaining(path.toString());
    Salvage found = salvage();
    assertThat(found.state()).isEqualTo(Salvage.State.INCOMPLETE);
    assertThat(found.holes())
        .anyMatch(hole -> hole.file().equals(path) && hole.why().endsWith(instead.words));
  }

  @ParameterizedTest
  @EnumSource(names = "LOOP", mode = EnumSource.Mode.EXCLUDE)
  void theMark(Instead instead) throws IOException {
    put("pinfold.store", instead);
    assertThatThrownBy(() -> OfflineStore.at(store))
        .isInstanceOf(NoStoreException.class)
        .hasMessageContaining("pinfold.store")
        .hasMessageContaining(instead.words);
    assertThatThrownBy(() -> PinfoldStore.open(store, options))
        .isInstanceOf(StoreCorruptException.class)
        .hasMessageContaining(instead.words);
    assertThat(salvage().messages()).isEqualTo(12);
  }

  /** It is passed over as a damaged one is. */
  @ParameterizedTest
  @EnumSource
  void aSnapshot(Instead instead) throws IOException {
    Path path = put("snapshots/" + new SnapshotName(2).fileName(), instead);
    assertThat(OfflineStore.at(store).verify(ReadProgress.NONE).snapshots())
        .filteredOn(snapshot -> !snapshot.isGood())
        .singleElement()
        .satisfies(snapshot -> assertThat(snapshot.file()).isEqualTo(path))
        .satisfies(snapshot -> assertThat(snapshot.problem().get()).contains(instead.words));
    for (int i = 0; i < 2; i++) {
      try (PinfoldStore one = PinfoldStore.open(store, options)) {
        one.queue("q").add(new byte[1]);
        assertThat(one.snapshot()).isPositive();
      }
    }
    assertThat(salvage().messages()).isEqualTo(14);
  }

  @Test
  void theSnapshots() throws IOException {
    Path path = put("snapshots", Instead.PIPE);
    Salvage found = salvage();
    assertThat(found.messages()).isEqualTo(12);
    assertThat(found.holes())
        .anyMatch(hole -> hole.file().equals(path) && hole.why().startsWith("not a directory"));
  }

  @ParameterizedTest
  @EnumSource(names = "DIRECTORY", mode = EnumSource.Mode.EXCLUDE)
  void theSnapshotsAreDamagedWhereTheyAreNone(Instead instead) throws IOException {
    Path path = put("snapshots", instead);
    Verification found = OfflineStore.at(store).verify(ReadProgress.NONE);
    assertThat(found.journal().damages()).isEmpty();
    assertThat(found.snapshots())
        .singleElement()
        .satisfies(snapshot -> assertThat(snapshot.file()).isEqualTo(path))
        .satisfies(snapshot -> assertThat(snapshot.problem()).hasValue("it is no directory"));
  }

  @ParameterizedTest
  @EnumSource
  void theFilesOfTheOwner(Instead instead) throws IOException {
    for (String name : List.of("lock", ".lock")) {
      Path path = put(name, instead);
      assertThatThrownBy(() -> PinfoldStore.open(store, options))
          .isInstanceOf(StoreCorruptException.class)
          .hasMessageContaining(path.toString())
          .hasMessageContaining(instead.words);
      Files.delete(path);
      Files.deleteIfExists(path.resolveSibling("back"));
    }
    PinfoldStore.open(store, options).close();
  }

  /** The system has files that look like any other, and that nobody can read or map. */
  @Test
  void whatTheDiskDoesNotGiveBack() throws IOException {
    Path unreadable = Path.of("/sys/class/net/lo/speed");
    assumeTrue(Files.isRegularFile(unreadable));
    assumeTrue(isUnreadable(unreadable));
    Path snapshot = store.resolve("snapshots/" + new SnapshotName(2).fileName());
    Files.deleteIfExists(snapshot);
    Files.createSymbolicLink(snapshot, unreadable);
    Path segment = store.resolve(SECOND);
    Files.delete(segment);
    Files.createSymbolicLink(segment, unreadable);
    Salvage found = salvage();
    Files.delete(snapshot);
    Files.delete(segment);
    assertThat(found.messages()).isEqualTo(7);
    assertThat(found.state()).isEqualTo(Salvage.State.INCOMPLETE);
    assertThat(found.holes()).extracting(Salvage.Hole::file).contains(snapshot, segment);
  }

  private static boolean isUnreadable(Path path) {
    try {
      return Files.readAllBytes(path).length < 0;
    } catch (IOException e) {
      return true;
    }
  }
}
