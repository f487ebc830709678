package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.offline.Backup;
import dev.pinfold.offline.BackupOptions;
import dev.pinfold.offline.Damage;
import dev.pinfold.offline.JournalBound;
import dev.pinfold.offline.OfflineStore;
import dev.pinfold.offline.ReadProgress;
import dev.pinfold.offline.Restore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stores from before the machine was started: an opening of them takes some damage for what the
 * power took. Of what was backed up it took nothing.
 */
@Timeout(120)
class BackupOfEarlierBootTest {
  private static final UUID BOOT = new UUID(3, 4);
  private static final StoreOptions KEEPING =
      SmallStore.OPTIONS.withRetention(SegmentRetention.KEEP);

  @TempDir Path scratch;

  private Path directory;
  private Path backups;
  private Path restored;

  @BeforeEach
  void name() {
    directory = scratch.resolve("store");
    backups = scratch.resolve("backups");
    restored = scratch.resolve("restored");
  }

  private static void fill(PinfoldStore store, int messages) {
    MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
    for (int i = 0; i < messages; i++) {
      assertThat(queue.add(new byte[50_000])).isPositive();
    }
  }

  /** Its first segments hold nothing that lives, and are before its newest snapshot. */
  private void fillWithHistory() {
    try (PinfoldStore store = PowerLoss.openOn(directory, KEEPING, BOOT)) {
      fill(store, 12);
      assertThat(store.queue("q").takeOldest(12)).hasSize(12);
      fill(store, 6);
      assertThat(store.snapshot()).isPositive();
    }
  }

  private Backup backup() throws IOException {
    return OfflineStore.at(directory).backup(backups, BackupOptions.DEFAULTS, ReadProgress.NONE);
  }

  private Restore restore(Optional<JournalBound> until) throws IOException {
    return OfflineStore.restore(backups, restored, until, ReadProgress.NONE);
  }

  private static List<Path> segments(Path store) throws IOException {
    try (Stream<Path> files = Files.list(store.resolve("journal"))) {
      return files.filter(file -> file.toString().endsWith(".pfj")).sorted().toList();
    }
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void itsHistoryIsCopiedAgainWhenItRots() throws IOException {
    fillWithHistory();
    Path rotten = segments(backup().run()).get(0);
    flip(rotten, 60_000);
    assertThat(backup().rotten().map(Damage::file)).hasValue(rotten);
    assertThat(backup().rotten()).isEmpty();
    Optional<JournalBound> then = Optional.of(new JournalBound.OfTransaction(6));
    assertThat(restore(then).messages()).isEqualTo(5);
  }

  @Test
  void aRottenEndIsNoTornTail() throws IOException {
    try (PinfoldStore store = PowerLoss.openOn(directory, SmallStore.OPTIONS, BOOT)) {
      fill(store, 3);
    }
    List<Path> all = segments(backup().run());
    Path last = all.get(all.size() - 1);
    List<Integer> ends = new SegmentBytes(Files.readAllBytes(last)).ends();
    flip(last, ends.get(ends.size() - 1) - 1_000);
    assertThat(OfflineStore.runs(backups).get(0).damage()).isPresent();
    assertThatThrownBy(() -> restore(Optional.empty())).isInstanceOf(StoreCorruptException.class);
    assertThat(restored).doesNotExist();
  }

  /** What the power took of the store is not in a run, and keeps none from being made. */
  @Test
  void whatThePowerTookIsLeftOut() throws IOException {
    fillWithHistory();
    flip(segments(directory).get(0), 60_000);
    Backup done = backup();
    assertThat(done.verification().journal().damages()).isEmpty();
    assertThat(segments(done.run()))
        .extracting(file -> file.getFileName().toString())
        .doesNotContain("0000000001.pfj")
        .contains("0000000002.pfj");
    assertThat(restore(Optional.empty()).messages()).isEqualTo(6);
  }
}
