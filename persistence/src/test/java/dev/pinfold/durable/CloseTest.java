package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreClosedException;
import dev.pinfold.archive.JournalReader;
import dev.pinfold.archive.journal.SegmentInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloseTest {
  @TempDir Path directory;

  /** What hangs on an add may call the store just as it closes: it is told so, and nobody waits. */
  @Test
  void closingAnswersWhatHangsOnUnforcedAdds() {
    assertTimeoutPreemptively(Duration.ofSeconds(60), this::closeWhileForcing);
    try (PinfoldStore store = PinfoldStore.open(directory, small())) {
      assertThat(store.queue("q").count()).isEqualTo(20L * 100);
    }
  }

  private void closeWhileForcing() {
    for (int round = 0; round < 20; round++) {
      List<CompletableFuture<Boolean>> told = new ArrayList<>();
      try (PinfoldStore store = PinfoldStore.open(directory, small())) {
        MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.POWER_LOSS);
        for (int i = 0; i < 100; i++) {
          told.add(queue.addAsync(new byte[100]).thenApply(number -> answers(queue)));
        }
      }
      assertThat(told).allSatisfy(future -> assertThat(future.join()).isNotNull());
    }
  }

  /** What hangs on an add may also want what a close has for itself: nobody waits for the other. */
  @Test
  void closingAnswersWhatTakesSnapshotsMeanwhile() {
    assertTimeoutPreemptively(Duration.ofSeconds(60), this::closeWhileSnapshotsAreTaken);
  }

  private void closeWhileSnapshotsAreTaken() {
    for (int round = 0; round < 20; round++) {
      List<CompletableFuture<Void>> told = new ArrayList<>();
      try (PinfoldStore store = PinfoldStore.open(directory, small())) {
        Thread closing = Thread.currentThread();
        MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.POWER_LOSS);
        for (int i = 0; i < 100; i++) {
          told.add(
              queue
                  .addAsync(new byte[100])
                  .thenRun(() -> takeSnapshotsUntilClosed(store, closing)));
        }
      }
      assertThat(told).allMatch(CompletableFuture::isDone);
    }
  }

  /** But not on the thread that is to close it. */
  private static void takeSnapshotsUntilClosed(PinfoldStore store, Thread closing) {
    try {
      while (Thread.currentThread() != closing) {
        long unused = store.snapshot();
      }
    } catch (StoreClosedException e) {
      // as it should be
    }
  }

  private static boolean answers(MessageQueue<byte[]> queue) {
    try {
      return queue.count() > 0;
    } catch (StoreClosedException e) {
      return false;
    }
  }

  /** What a queue's oldest messages are found by is there when the store is opened again. */
  @Test
  void closingIndexesWhereTheOldestMessagesLie() throws IOException {
    Path store = directory.resolve("store");
    try (PinfoldStore first = PinfoldStore.open(store, small())) {
      MessageQueue<byte[]> backlog = first.queue("backlog", QueuePolicy.PROCESS_CRASH);
      MessageQueue<byte[]> recent = first.queue("recent", QueuePolicy.PROCESS_CRASH);
      while (first.archive().openSegment() < 8) {
        backlog.add(new byte[100]);
      }
      backlog.takeOldest();
      recent.add(new byte[] {7});
    }
    assertThat(indexFiles(store))
        .contains("00000001.index", "00000008.index") // not what lies behind the oldest chunk
        .doesNotContain("00000006.index", "00000007.index");
    try (PinfoldStore again = PinfoldStore.open(store, small())) {
      JournalReader journal = again.archive();
      for (int segment : new int[] {1, 8}) {
        SegmentInfo info = journal.segment(segment);
        Path file = journal.indexDirectory().resolve(SegmentIndex.fileName(segment));
        assertThat(SegmentIndex.open(file, journal.storeId(), info)).isNotNull();
      }
      assertThat(again.queue("backlog", QueuePolicy.PROCESS_CRASH).peekOldest())
          .hasValueSatisfying(message -> assertThat(message.number()).isEqualTo(2));
      assertThat(again.queue("recent", QueuePolicy.PROCESS_CRASH).peekOldest())
          .hasValueSatisfying(message -> assertThat(message.payload()).containsExactly(7));
    }
  }

  /** Who is killed while it makes an index leaves a file; it goes when its segment does. */
  @Test
  void halfMadeIndexesGoWithTheirSegments() throws IOException {
    Path store = directory.resolve("store");
    try (PinfoldStore first = PinfoldStore.open(store, small())) {
      first.queue("q", QueuePolicy.PROCESS_CRASH).add(new byte[1]);
    }
    Files.createFile(store.resolve("index/00000001.index.new"));
    Files.createFile(store.resolve("index/00000077.index.new"));
    PinfoldStore.open(store, small()).close();
    assertThat(indexFiles(store))
        .contains("00000001.index", "00000001.index.new")
        .doesNotContain("00000077.index.new");
  }

  private static List<String> indexFiles(Path store) throws IOException {
    try (Stream<Path> files = Files.list(store.resolve("index"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static StoreOptions small() {
    return StoreOptions.DEFAULTS.withSegmentBytes(256 * 1024);
  }
}
