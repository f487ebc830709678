package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.codec.Codecs;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.model.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States that are rebuilt come to the same, and where they do not it is told in what. */
class VerifyTest {
  private static final int ROUNDS = 8;

  @TempDir Path scratch;

  private static PinfoldStore open(Path directory, SettableClock clock, SegmentRetention how) {
    return PinfoldStore.open(directory, Written.options(clock, how));
  }

  private static Verification verify(Path directory) {
    return OfflineStore.at(directory).verify(ReadProgress.NONE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Timeout(120)
  void whateverWasDoneAllWaysComeToTheSame(boolean keepsAll) {
    long seed = Long.getLong("pinfold.seed", System.nanoTime());
    System.out.println("VerifyTest: -Dpinfold.seed=" + seed);
    Random random = new Random(seed);
    SettableClock clock = new SettableClock(1_700_000_000_000L);
    Path directory = scratch.resolve("store");
    long messages = 0;
    long last = 0;
    for (int round = 0; round < ROUNDS; round++) {
      try (PinfoldStore store =
          open(directory, clock, keepsAll ? SegmentRetention.KEEP : SegmentRetention.DELETE)) {
        Written written = new Written(store, clock, random);
        written.work(random.nextInt(800));
        last = store.snapshot();
        if (random.nextBoolean()) {
          int unused = store.compact();
        }
        written.work(random.nextInt(300));
        messages = store.queues().stream().mapToLong(queue -> queue.count()).sum();
        Verification beside = verify(directory);
        assertThat(beside.journal().state()).isEqualTo(JournalVerdict.State.SOUND);
        assertThat(beside.agrees()).as("%s", beside.comparisons()).isTrue();
      }
      Verification found = verify(directory);
      assertThat(found.journal().state()).isEqualTo(JournalVerdict.State.SOUND);
      assertThat(found.snapshots()).allMatch(SeenSnapshot::isGood);
      assertThat(found.agrees()).as("%s", found.comparisons()).isTrue();
      assertThat(found.messages()).isEqualTo(messages);
      assertThat(found.journal().lastTransaction()).isGreaterThanOrEqualTo(last);
      if (keepsAll) {
        assertThat(found.transactions()).isEqualTo(found.journal().lastTransaction());
        assertThat(found.comparisons()).extracting(Comparison::from).contains(0L);
      }
      if (round > 0) {
        assertThat(found.comparisons())
            .as("from the older snapshot to the newer, to the end, and where its messages lie")
            .filteredOn(comparison -> comparison.outcome() == Comparison.Outcome.SAME)
            .extracting(Comparison::against)
            .contains(Comparison.Against.values());
      }
    }
  }

  /** An owner that is not there yet when the verification begins may give back what it reads. */
  @Test
  void anOwnerMayComeMeanwhile() {
    SettableClock clock = new SettableClock(1_700_000_000_000L);
    Path directory = scratch.resolve("store");
    try (PinfoldStore store = open(directory, clock, SegmentRetention.DELETE)) {
      MessageQueue<String> queue = store.queue("q", Codecs.text(), QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 60; i++) {
        queue.add("x".repeat(40_000));
        if (i == 20 || i == 40) {
          assertThat(store.snapshot()).isPositive();
        }
      }
    }
    AtomicBoolean hasCome = new AtomicBoolean();
    Verification found =
        OfflineStore.at(directory).verify((read, total) -> comeOnce(directory, clock, hasCome));
    assertThat(hasCome).isTrue();
    assertThat(found.journal().state()).isEqualTo(JournalVerdict.State.SOUND);
    assertThat(found.agrees()).as("%s", found.comparisons()).isTrue();
  }

  private static void comeOnce(Path directory, SettableClock clock, AtomicBoolean hasCome) {
    if (hasCome.getAndSet(true)) {
      return;
    }
    try (PinfoldStore store = open(directory, clock, SegmentRetention.DELETE)) {
      MessageQueue<String> queue = store.queue("q", Codecs.text());
      queue.purge();
      for (int i = 0; i < 3; i++) {
        queue.add("y");
        assertThat(store.snapshot()).isPositive();
        int unused = store.compact();
      }
    }
  }

  /** A full disk may take what only the older snapshot reads from. */
  @Test
  void whatOnlyTheOlderSnapshotReadsFromMayBeGone() throws IOException {
    SettableClock clock = new SettableClock(1_700_000_000_000L);
    Path directory = scratch.resolve("store");
    long older;
    try (PinfoldStore store = open(directory, clock, SegmentRetention.KEEP)) {
      MessageQueue<String> queue = store.queue("q", Codecs.text(), QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 20; i++) {
        queue.add("x".repeat(40_000));
      }
      queue.add("stays");
      older = store.snapshot();
      assertThat(queue.takeOldest(20)).hasSize(20);
      assertThat(store.snapshot()).isGreaterThan(older);
    }
    Files.delete(directory.resolve("journal/0000000001.pfj"));
    Verification found = verify(directory);
    assertThat(found.journal().state()).isEqualTo(JournalVerdict.State.SOUND);
    assertThat(found.agrees()).isTrue();
    assertThat(found.messages()).isEqualTo(1);
    assertThat(found.comparisons())
        .filteredOn(comparison -> comparison.against() == Comparison.Against.JOURNAL)
        .extracting(Comparison::from, Comparison::outcome)
        .contains(tuple(older, Comparison.Outcome.IMPOSSIBLE));
    assertThat(found.comparisons())
        .filteredOn(comparison -> comparison.outcome() == Comparison.Outcome.IMPOSSIBLE)
        .extracting(comparison -> comparison.why().orElseThrow())
        .containsExactly("segment 1 is gone; a newer snapshot does without it");
  }

  /** Its checksums are right, so only who decodes it can tell. */
  @Test
  void anOlderSnapshotThatIsNoStateIsNotGood() throws IOException {
    Path directory = scratch.resolve("store");
    SettableClock clock = new SettableClock(1_700_000_000_000L);
    try (PinfoldStore store = open(directory, clock, SegmentRetention.KEEP)) {
      MessageQueue<String> queue = store.queue("q", Codecs.text(), QueuePolicy.PROCESS_CRASH);
      queue.add("a");
      assertThat(store.snapshot()).isPositive();
      queue.add("b");
      assertThat(store.snapshot()).isPositive();
    }
    Path older = SnapshotFiles.of(directory).get(0);
    SnapshotFiles.overwriteBody(older, (byte) 0xff);
    Verification found = verify(directory);
    assertThat(found.journal().state()).isEqualTo(JournalVerdict.State.SOUND);
    assertThat(found.snapshots())
        .filteredOn(snapshot -> !snapshot.isGood())
        .extracting(SeenSnapshot::file)
        .containsExactly(older);
    assertThat(found.agrees()).isTrue();
    assertThat(found.comparisons()).isNotEmpty();
  }

  @Test
  void anEmptyStoreIsSound() {
    Path directory = scratch.resolve("store");
    open(directory, new SettableClock(0), SegmentRetention.KEEP).close();
    Verification found = verify(directory);
    assertThat(found.journal().state()).isEqualTo(JournalVerdict.State.SOUND);
    assertThat(found.transactions()).isZero();
    assertThat(found.messages()).isZero();
    assertThat(found.agrees()).isTrue();
  }
}
