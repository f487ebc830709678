package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreClosedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

  private static boolean answers(MessageQueue<byte[]> queue) {
    try {
      return queue.count() > 0;
    } catch (StoreClosedException e) {
      return false;
    }
  }

  private static StoreOptions small() {
    return StoreOptions.DEFAULTS.withSegmentBytes(256 * 1024);
  }
}
