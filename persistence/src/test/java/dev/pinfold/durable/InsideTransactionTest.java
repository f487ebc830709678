package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreClosedException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What would wait for others under the engine's lock is refused there, rather than deadlocking. */
@Timeout(60)
class InsideTransactionTest {
  private static final StoreOptions OPTIONS = StoreOptions.DEFAULTS.withSegmentBytes(256 << 10);

  @TempDir Path directory;

  @Test
  void theStoresOwnWorkIsRefusedInABody() {
    try (PinfoldStore store = PinfoldStore.open(directory.resolve("store"), OPTIONS)) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      List<Runnable> works = List.of(store::snapshot, store::compact, store::force, store::close);
      for (Runnable work : works) {
        assertThatThrownBy(
                () ->
                    store.transact(
                        transaction -> {
                          long unused = transaction.queue("q").add(new byte[1]);
                          work.run();
                          return null;
                        }))
            .isInstanceOf(IllegalStateException.class)
            .isNotInstanceOf(StoreClosedException.class);
      }
      assertThat(queue.count()).isZero();
      assertThat(queue.add(new byte[1])).isEqualTo(1);
      assertThat(store.<Integer>transact(transaction -> store.whyKept().size())).isEqualTo(1);
    }
  }

  @Test
  void aClosedStoreSaysSo() {
    PinfoldStore store = PinfoldStore.open(directory.resolve("store"), OPTIONS);
    store.close();
    List<Runnable> works = List.of(store::snapshot, store::compact, store::force, store::whyKept);
    for (Runnable work : works) {
      assertThatThrownBy(work::run).isInstanceOf(StoreClosedException.class);
    }
  }
}
