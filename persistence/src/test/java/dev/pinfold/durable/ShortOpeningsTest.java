package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.MessageView;
import dev.pinfold.QueuePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that live for a moment leave no segment each. */
@Timeout(180)
class ShortOpeningsTest {
  private static final int OPENINGS = 50;
  private static final int MOST_FILES = 9;
  private static final StoreOptions OPTIONS = StoreOptions.DEFAULTS.withSegmentBytes(256 << 10);

  @TempDir Path root;

  private Path directory = Path.of("");

  private PinfoldStore open() {
    return PinfoldStore.open(directory, OPTIONS);
  }

  private static MessageQueue<byte[]> queue(PinfoldStore store) {
    return store.queue("q", QueuePolicy.PROCESS_CRASH);
  }

  /** The segments that were begun; how many are prepared behind them depends on the moment. */
  private int files() throws IOException {
    int begun = 0;
    for (Path file : StoreFiles.segments(directory)) {
      begun += new SegmentBytes(Files.readAllBytes(file)).isHeaded() ? 1 : 0;
    }
    return begun;
  }

  private void openAndClose() {
    open().close();
  }

  private static void requireMessages(PinfoldStore store, int count) {
    try (MessageView<byte[]> all = queue(store).all()) {
      assertThat(all.stream().map(message -> (int) message.payload()[1]))
          .containsExactlyElementsOf(java.util.stream.IntStream.range(0, count).boxed().toList());
    }
  }

  /** The files of a store that has held something and holds nothing. */
  private int filesWhenEmpty() throws IOException {
    directory = root.resolve("empty");
    try (PinfoldStore store = open()) {
      queue(store).remove(queue(store).add(new byte[2]));
    }
    openAndClose();
    openAndClose();
    return files();
  }

  @Test
  void whatTheyAddIsBroughtTogetherAndGoesWhenItIsDrained() throws IOException {
    int empty = filesWhenEmpty();
    directory = root.resolve("store");
    for (int i = 0; i < OPENINGS; i++) {
      try (PinfoldStore store = open()) {
        queue(store).add(new byte[] {0, (byte) i});
      }
      assertThat(files()).as("after %d openings", i + 1).isLessThanOrEqualTo(MOST_FILES);
    }
    try (PinfoldStore store = open()) {
      requireMessages(store, OPENINGS);
      queue(store).takeOldest(OPENINGS);
    }
    openAndClose();
    openAndClose();
    assertThat(files()).isEqualTo(empty);
  }

  @Test
  void openingAndClosingAloneWritesNothing() throws IOException {
    directory = root.resolve("store");
    for (int i = 0; i < 3; i++) {
      try (PinfoldStore store = open()) {
        queue(store).add(new byte[] {0, (byte) i});
      }
    }
    openAndClose();
    int before = files();
    List<Path> snapshots = StoreFiles.snapshots(directory);
    for (int i = 0; i < 5; i++) {
      openAndClose();
      assertThat(files()).isEqualTo(before);
      assertThat(StoreFiles.snapshots(directory)).isEqualTo(snapshots);
    }
  }

  /** Nor do those that never close; the next ones bring it in order while they live. */
  @Test
  void neitherDoThoseThatAreKilled() throws IOException {
    for (int i = 0; i < 12; i++) {
      Path killed = root.resolve("killed-" + i);
      directory = root.resolve("killed-" + (i - 1));
      PinfoldStore store = open();
      try {
        requireMessages(store, i);
        queue(store).add(new byte[] {0, (byte) i});
        Await.until("few segments are left", () -> store.whyKept().size() < 5);
        StoreFiles.copyAsKilled(store, directory, killed);
      } finally {
        store.close();
      }
    }
  }
}
