package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.SegmentRetention;
import dev.pinfold.codec.Codecs;
import dev.pinfold.durable.Directories;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.model.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two histories of one store part with transactions of the same number and size. The journal of one
 * with the newest snapshot of the other has right checksums all over, and yet is wrong.
 */
class VerifyDifferenceTest {
  private static final long START = 1_700_000_000_000L;

  @TempDir Path scratch;

  private SettableClock clock = new SettableClock(START);

  /** The journal of the first history, the newest snapshot of the second. */
  private Verification parted(
      Consumer<MessageQueue<String>> one, Consumer<MessageQueue<String>> two) throws IOException {
    Path directory = scratch.resolve("store");
    Path other = scratch.resolve("other");
    goOn(directory, queue -> queue.addAll(List.of("aa", "bb")));
    Directories.copy(directory, other);
    goOn(directory, one);
    goOn(other, two);
    Path newest = SnapshotFiles.newest(directory);
    assertThat(newest.getFileName()).isEqualTo(SnapshotFiles.newest(other).getFileName());
    Files.copy(SnapshotFiles.newest(other), newest, StandardCopyOption.REPLACE_EXISTING);
    return OfflineStore.at(directory).verify(ReadProgress.NONE);
  }

  private void goOn(Path directory, Consumer<MessageQueue<String>> what) {
    clock = new SettableClock(START);
    try (PinfoldStore store =
        PinfoldStore.open(directory, Written.options(clock, SegmentRetention.KEEP))) {
      what.accept(
          store.exists("q")
              ? store.queue("q", Codecs.text())
              : store.queue("q", Codecs.text(), QueuePolicy.PROCESS_CRASH));
      assertThat(store.snapshot()).isPositive();
    }
  }

  private static void requireDifference(Verification found, String what) {
    assertThat(found.journal().state()).isEqualTo(JournalVerdict.State.SOUND);
    assertThat(found.snapshots()).allMatch(SeenSnapshot::isGood);
    assertThat(found.agrees()).isFalse();
    assertThat(found.comparisons())
        .filteredOn(comparison -> comparison.outcome() == Comparison.Outcome.DIFFERENT)
        .extracting(comparison -> comparison.why().orElseThrow())
        .as("%s", found)
        .anyMatch(text -> text.contains(what));
  }

  @Test
  void aPolicy() throws IOException {
    requireDifference(
        parted(
            queue -> queue.alter(QueuePolicy.PROCESS_CRASH.withMaxCount(100)),
            queue -> queue.alter(QueuePolicy.PROCESS_CRASH.withMaxCount(200))),
        "queue \"q\": the policy is");
  }

  @Test
  void whatLives() throws IOException {
    requireDifference(
        parted(MessageQueue::takeOldest, MessageQueue::takeNewest), "message 1 lives in snapshot");
  }

  @Test
  void aLease() throws IOException {
    requireDifference(
        parted(
            queue -> queue.lease(Duration.ofMinutes(1)),
            queue -> queue.lease(Duration.ofMinutes(2))),
        "the leases");
  }

  @Test
  void anArrival() throws IOException {
    requireDifference(
        parted(
            queue -> queue.add("c"),
            queue -> {
              clock.advance(5);
              queue.add("c");
            }),
        "the last arrival");
  }

  /** Sizes are known to the journal and to snapshots alone, so those are held together. */
  @Test
  void bytes() throws IOException {
    requireDifference(
        parted(
            queue -> addTwo(queue, "1234", "12345678"), queue -> addTwo(queue, "12345678", "1234")),
        "1 with 4 bytes lie in segment 2, and not 1 with 8 as is said");
  }

  private static void addTwo(MessageQueue<String> queue, String stays, String goes) {
    queue.addAll(List.of(stays, goes));
    assertThat(queue.takeNewest()).isPresent();
  }

  /** Not the journal's fault: it is whole, and never heard of it. */
  @Test
  void aMessageThatOnlyASnapshotKnows() throws IOException {
    Verification found =
        parted(
            queue -> queue.alter(QueuePolicy.PROCESS_CRASH.withMaxCount(9)),
            queue -> queue.add("0123456789"));
    requireDifference(found, "message 3 lives, but the journal has nothing of it");
    assertThat(found.messages()).isEqualTo(2);
  }
}
