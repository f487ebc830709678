package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt of the caller must not make a sound store look damaged, nor lose its snapshot. */
class InterruptTest {
  private static final StoreOptions OPTIONS = StoreOptions.DEFAULTS.withSegmentBytes(256 * 1024);

  @TempDir Path directory;

  @Test
  void opensWorksAndClosesOnAnInterruptedThread() {
    for (int round = 0; round < 5; round++) {
      Thread.currentThread().interrupt();
      PinfoldStore store = PinfoldStore.open(directory, OPTIONS);
      assertThat(store.recovery().isRemarkable()).isFalse();
      assertThat(store.recovery().transactionsReplayed()).isZero();
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.POWER_LOSS);
      assertThat(queue.count()).isEqualTo(2L * round);
      queue.add(new byte[10]);
      long snapshot = store.snapshot();
      queue.add(new byte[10]);
      store.close();
      assertThat(snapshot).isPositive();
      assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
    }
  }
}
