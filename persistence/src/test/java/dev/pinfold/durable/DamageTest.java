package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pages zeroed, files deleted, cut, exchanged or brought from elsewhere: see {@link Judged}. */
@Timeout(120)
class DamageTest {
  private static final String FIRST = "journal/0000000001.pfj";
  private static final String SECOND = "journal/0000000002.pfj";
  private static final String PREPARED = "journal/0000000003.pfj";
  private static final String INDEX = "index/00000001.index";

  private Scratch scratch;
  private DamagedStore store;
  private List<String> segments;
  private List<String> snapshots;
  private String newestSnapshot;

  @BeforeEach
  void make() throws IOException {
    scratch = new Scratch();
    store = new DamagedStore(scratch, "store");
    segments = store.files().stream().filter(name -> name.startsWith("journal/0")).toList();
    snapshots = store.files().stream().filter(name -> name.startsWith("snapshots")).toList();
    newestSnapshot = snapshots.get(snapshots.size() - 1);
  }

  @AfterEach
  void clean() throws IOException {
    scratch.close();
  }

  private interface FileDamage {
    void doTo(Path file) throws IOException;
  }

  private Map<String, Judged> judgeEach(String what, FileDamage damage) throws IOException {
    Map<String, Judged> judged = new TreeMap<>();
    for (String file : store.files()) {
      judged.put(file, store.judge(what + ": " + file, copy -> damage.doTo(copy.resolve(file))));
    }
    System.out.println("DamageTest, " + what + ": " + judged);
    return judged;
  }

  private static void zero(Path file, int from, int bytes) throws IOException {
    byte[] content = Files.readAllBytes(file);
    Arrays.fill(content, from, Math.min(content.length, from + bytes), (byte) 0);
    Files.write(file, content);
  }

  private static void deleteAll(Path directory, List<String> files) throws IOException {
    for (String file : files) {
      Files.delete(directory.resolve(file));
    }
  }

  @Test
  void zeroedPages() throws IOException {
    assertThat(judgeEach("first page zeroed", file -> zero(file, 0, 4096)))
        .containsEntry("pinfold.store", Judged.REFUSED)
        .containsEntry("lock", Judged.HARMLESS)
        .containsEntry(INDEX, Judged.HARMLESS)
        .containsEntry(FIRST, Judged.REFUSED)
        .containsEntry(SECOND, Judged.REFUSED)
        .containsEntry(newestSnapshot, Judged.REPORTED);
  }

  @Test
  void zeroedPieces() throws IOException {
    for (String file : segments) {
      for (int at = 0; at < 3000; at += 100) {
        int from = at;
        Judged judged = store.judge(file + "@" + at, copy -> zero(copy.resolve(file), from, 64));
        assertThat(judged).isNotNull();
      }
    }
  }

  @Test
  void deletedFiles() throws IOException {
    assertThat(judgeEach("deleted", Files::delete))
        .containsEntry("pinfold.store", Judged.REFUSED)
        .containsEntry("lock", Judged.HARMLESS)
        .containsEntry(INDEX, Judged.HARMLESS)
        .containsEntry(FIRST, Judged.REFUSED)
        .containsEntry(SECOND, Judged.REFUSED)
        .containsEntry(newestSnapshot, Judged.HARMLESS);
  }

  @Test
  void allSnapshotsGone() throws IOException {
    assertThat(store.judge("no snapshots", copy -> deleteAll(copy, snapshots)))
        .as("the journal is still there from its beginning")
        .isEqualTo(Judged.HARMLESS);
  }

  @Test
  void allSnapshotsDamaged() throws IOException {
    Judged judged =
        store.judge(
            "both snapshots damaged",
            copy -> {
              for (String file : snapshots) {
                zero(copy.resolve(file), 100, 8);
              }
            });
    assertThat(judged)
        .as("the journal is replayed from its beginning, and that is told")
        .isEqualTo(Judged.REPORTED);
  }

  @Test
  void theJournalGone() throws IOException {
    assertThat(store.judge("no segments", copy -> deleteAll(copy, segments)))
        .isEqualTo(Judged.REFUSED);
    assertThat(store.judge("no journal", copy -> Directories.delete(copy.resolve("journal"))))
        .isEqualTo(Judged.REFUSED);
  }

  @Test
  void theJournalAndAllSnapshotsGone() throws IOException {
    DamagedStore.Damage files =
        copy -> {
          deleteAll(copy, segments);
          deleteAll(copy, snapshots);
        };
    DamagedStore.Damage allButPrepared =
        copy -> {
          deleteAll(copy, List.of(FIRST, SECOND));
          deleteAll(copy, snapshots);
        };
    DamagedStore.Damage directories =
        copy -> {
          Directories.delete(copy.resolve("journal"));
          Directories.delete(copy.resolve("snapshots"));
        };
    assertThat(store.judge("neither segments nor snapshots", files)).isEqualTo(Judged.REFUSED);
    assertThat(store.judge("only prepared segments", allButPrepared)).isEqualTo(Judged.REFUSED);
    assertThat(store.judge("neither directory", directories)).isEqualTo(Judged.REFUSED);
  }

  @Test
  void exchangedSegments() throws IOException {
    for (String one : List.of(FIRST, SECOND)) {
      for (String other : segments) {
        if (!one.equals(other)) {
          assertThat(store.judge(one + " and " + other, copy -> exchange(copy, one, other)))
              .isEqualTo(Judged.REFUSED);
        }
      }
    }
  }

  private static void exchange(Path directory, String one, String other) throws IOException {
    Path aside = directory.resolve("aside");
    Files.move(directory.resolve(one), aside);
    Files.move(directory.resolve(other), directory.resolve(one));
    Files.move(aside, directory.resolve(other));
  }

  @Test
  void filesOfAnotherStore() throws IOException {
    DamagedStore other = new DamagedStore(scratch, "other");
    Map<String, Judged> judged = new TreeMap<>();
    for (String file : store.files()) {
      Path foreign = other.killed().resolve(file);
      judged.put(
          file,
          store.judge(
              file + " of another store",
              copy ->
                  Files.copy(foreign, copy.resolve(file), StandardCopyOption.REPLACE_EXISTING)));
    }
    System.out.println("DamageTest, of another store: " + judged);
    assertThat(judged)
        .containsEntry("pinfold.store", Judged.REFUSED)
        .containsEntry(INDEX, Judged.HARMLESS)
        .containsEntry(FIRST, Judged.REFUSED)
        .containsEntry(SECOND, Judged.REFUSED)
        .containsEntry(PREPARED, Judged.HARMLESS)
        .containsEntry(newestSnapshot, Judged.REPORTED);
  }

  @Test
  void theWholeJournalOfAnotherStore() throws IOException {
    Path foreign = new DamagedStore(scratch, "other").killed().resolve("journal");
    Judged judged =
        store.judge(
            "the journal of another store",
            copy -> {
              Directories.delete(copy.resolve("journal"));
              Directories.copy(foreign, copy.resolve("journal"));
            });
    assertThat(judged).isEqualTo(Judged.REFUSED);
  }

  @Test
  void snapshotsCutAtEachByte() throws IOException {
    byte[] whole = store.read(newestSnapshot);
    for (int cut = 0; cut < whole.length; cut++) {
      byte[] shorter = Arrays.copyOf(whole, cut);
      assertThat(
              store.judge(
                  "cut at " + cut, copy -> Files.write(copy.resolve(newestSnapshot), shorter)))
          .isEqualTo(Judged.REPORTED);
    }
  }
}
