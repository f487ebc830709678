package dev.pinfold.offline;

import static dev.pinfold.offline.KilledStore.FIRST;
import static dev.pinfold.offline.KilledStore.LAST;
import static dev.pinfold.offline.KilledStore.PREPARED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.PinfoldException;
import dev.pinfold.archive.RecoveryReport;
import dev.pinfold.durable.Directories;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.SmallStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever is done to the files of a store: each way to look at it comes to an end, without
 * exception, and never calls sound what its opening refuses, cuts or passes over.
 */
class DamageTest {
  /** What was made of a damaged store. */
  enum Seen {
    SOUND,
    TORN,
    JOURNAL,
    SNAPSHOTS,
    NO_STORE
  }

  /** What an opening said of it. */
  private enum Opened {
    SILENT,
    CUT,
    PASSED_OVER,
    REFUSED
  }

  private final Map<Seen, Integer> counts = new EnumMap<>(Seen.class);
  private KilledStore store;
  private Random random;

  @BeforeEach
  void make() throws IOException {
    long seed = Long.getLong("pinfold.seed", System.nanoTime());
    System.out.println("offline.DamageTest: -Dpinfold.seed=" + seed);
    random = new Random(seed);
    store = new KilledStore();
  }

  @AfterEach
  void clean() throws IOException {
    store.close();
  }

  @Test
  @Tag("exhaustive")
  @Timeout(120)
  void randomDamages() throws IOException {
    damage(60);
  }

  @Test
  @Tag("long")
  void manyRandomDamages() throws IOException {
    damage(2000);
  }

  private void damage(int times) throws IOException {
    List<String> files = store.files();
    for (int i = 0; i < times; i++) {
      Path copy = store.copy();
      String file = files.get(random.nextInt(files.size()));
      String what = RandomDamage.to(copy, file, files, random);
      Seen seen = look(copy, what);
      counts.merge(seen, 1, Integer::sum);
      requireNotBetterThan(seen, open(copy), what);
      Directories.delete(copy);
    }
    System.out.println("offline.DamageTest: " + counts);
  }

  /** Looks in every way, and makes sure that all come to the same. */
  private static Seen look(Path copy, String what) {
    try {
      OfflineStore offline = OfflineStore.at(copy);
      Inspection inspection = offline.inspect(ReadProgress.NONE, InstantSource.system());
      Seen seen = seen(inspection.journal(), inspection.snapshots());
      List<JournalEntry> forward = new ArrayList<>();
      ReadReport read = offline.read(JournalQuery.ALL, forward::add, ReadProgress.NONE);
      List<JournalEntry> backward = new ArrayList<>();
      ReadReport readBackward = offline.readBackward(JournalQuery.ALL, backward::add);
      assertThat(seen(read.journal(), read.snapshots())).as(what).isEqualTo(seen);
      assertThat(seen(readBackward.journal(), readBackward.snapshots())).as(what).isEqualTo(seen);
      assertThat(backward).as(what).hasSameSizeAs(forward);
      requireVerified(offline.verify(ReadProgress.NONE), seen, what);
      return seen;
    } catch (NoStoreException e) {
      return Seen.NO_STORE;
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(what, e);
    }
  }

  /** A verification reads more, so it may find more. */
  private static void requireVerified(Verification found, Seen seen, String what) {
    assertThat(seen(found.journal(), found.snapshots())).as(what).isIn(seen, Seen.JOURNAL);
    if (found.journal().state() != JournalVerdict.State.DAMAGED) {
      assertThat(found.agrees()).as("%s: %s", what, found.comparisons()).isTrue();
    }
  }

  private static Seen seen(JournalVerdict journal, List<SeenSnapshot> snapshots) {
    if (journal.state() == JournalVerdict.State.DAMAGED) {
      return Seen.JOURNAL;
    } else if (!snapshots.stream().allMatch(SeenSnapshot::isGood)) {
      return Seen.SNAPSHOTS;
    }
    return journal.state() == JournalVerdict.State.TORN ? Seen.TORN : Seen.SOUND;
  }

  private static Opened open(Path copy) {
    try (PinfoldStore opened = PinfoldStore.open(copy, SmallStore.OPTIONS)) {
      RecoveryReport report = opened.recovery();
      if (!report.rejectedSnapshots().isEmpty()) {
        return Opened.PASSED_OVER;
      }
      return report.cut().isPresent() ? Opened.CUT : Opened.SILENT;
    } catch (PinfoldException e) {
      return Opened.REFUSED;
    }
  }

  private static void requireNotBetterThan(Seen seen, Opened opened, String what) {
    switch (opened) {
      case REFUSED -> assertThat(seen).as(what).isIn(Seen.JOURNAL, Seen.NO_STORE);
      case PASSED_OVER -> assertThat(seen).as(what).isIn(Seen.JOURNAL, Seen.SNAPSHOTS);
      case CUT -> assertThat(seen).as(what).isIn(Seen.TORN, Seen.SNAPSHOTS, Seen.JOURNAL);
      default -> assertThat(seen).as(what).isNotIn(Seen.TORN, Seen.NO_STORE);
    }
  }

  /** Also where an opening does not look, since a snapshot is behind it. */
  @Test
  void eachDocumentOfTheFirstSegment() throws IOException {
    byte[] bytes = store.read(FIRST);
    List<Integer> ends = SegmentBytes.ends(bytes);
    for (int i = 0; i + 1 < ends.size(); i++) {
      int at = ends.get(i) + 4 + random.nextInt(ends.get(i + 1) - ends.get(i) - 4);
      Path copy = store.copy();
      byte[] flipped = bytes.clone();
      flipped[at] ^= 64;
      Files.write(copy.resolve(FIRST), flipped);
      assertThat(look(copy, "byte " + at)).isEqualTo(Seen.JOURNAL);
      Inspection inspection =
          OfflineStore.at(copy).inspect(ReadProgress.NONE, InstantSource.system());
      Damage damage = inspection.journal().damages().get(0);
      assertThat(damage.file()).isEqualTo(copy.resolve(FIRST));
      assertThat(damage.offset()).isBetween((long) ends.get(i), (long) ends.get(i + 1));
      assertThat(inspection.queues()).hasSize(3);
      List<Long> transactions = new ArrayList<>();
      OfflineStore.at(copy)
          .read(
              JournalQuery.ALL, entry -> transactions.add(entry.transaction()), ReadProgress.NONE);
      assertThat(transactions).contains(inspection.journal().lastTransaction());
      assertThat(transactions.stream().distinct().count())
          .as("transactions before it, and those of the second segment")
          .isLessThan(inspection.journal().lastTransaction());
      Directories.delete(copy);
    }
  }

  @Test
  void whatIsWhole() throws IOException {
    assertThat(look(store.copy(), "nothing")).isEqualTo(Seen.SOUND);
    Path prepared = store.copy();
    Files.delete(prepared.resolve(PREPARED));
    assertThat(look(prepared, "a prepared segment that is gone")).isEqualTo(Seen.JOURNAL);
  }

  @Test
  void aTornTailIsNoDamageAndAFinishedDocumentThatIsWrongIs() throws IOException {
    byte[] bytes = store.read(LAST);
    List<Integer> ends = SegmentBytes.ends(bytes);
    int last = ends.get(ends.size() - 2);
    byte[] torn = bytes.clone();
    Arrays.fill(torn, last, last + 4, (byte) 0);
    torn[ends.get(ends.size() - 1) - 5] ^= 1;
    Path copy = store.copy();
    Files.write(copy.resolve(LAST), torn);
    assertThat(look(copy, "torn")).isEqualTo(Seen.TORN);

    byte[] wrong = bytes.clone();
    wrong[last + 20] ^= 1;
    Path other = store.copy();
    Files.write(other.resolve(LAST), wrong);
    assertThat(look(other, "wrong")).isEqualTo(Seen.JOURNAL);
  }
}
