package dev.pinfold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.codec.Codecs;
import dev.pinfold.model.SettableClock;
import dev.pinfold.state.EngineState;
import dev.pinfold.state.HeapContent;
import org.junit.jupiter.api.Test;

/** What goes on under another identity, and what happens when there is no other. */
class IdentitiesTest {
  private final SettableClock clock = new SettableClock(5_000);
  private final TestLog log = new TestLog();

  @Test
  void afterTheLastIdentityNoQueueIsMadeAndNothingElseIsHarmed() {
    EngineState state = new EngineState((queueId, first) -> new HeapContent());
    state.restore(0, EngineState.LAST_QUEUE_ID);
    try (Engine store = log.open(clock, state)) {
      MessageQueue<byte[]> last = store.queue("last", QueuePolicy.PROCESS_CRASH);
      last.add(new byte[1]);
      int before = log.transactions.size();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> store.queue("new", QueuePolicy.PROCESS_CRASH))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("identity");
        assertThatThrownBy(() -> store.queue("new").add(new byte[1]))
            .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> last.alter(QueuePolicy.MEMORY))
            .isInstanceOf(IllegalStateException.class);
      }
      assertThat(log.transactions).hasSize(before);
      assertThat(last.takeOldest()).isPresent();
      last.drop();
      assertThat(store.queues()).isEmpty();
    }
  }

  @Test
  void twoQueuesOfATransactionDoNotShareTheLastIdentity() {
    EngineState state = new EngineState((queueId, first) -> new HeapContent());
    state.restore(0, EngineState.LAST_QUEUE_ID);
    try (Engine store = log.open(clock, state)) {
      assertThatThrownBy(
              () ->
                  store.transact(
                      transaction -> {
                        transaction.queue("a").add(new byte[1]);
                        transaction.queue("b").count();
                        return transaction.queue("c").add(new byte[1]);
                      }))
          .isInstanceOf(IllegalStateException.class);
      assertThat(store.queues()).isEmpty();
    }
  }

  @Test
  void arrivalsDoNotGoBackWhenAQueueMovesBetweenHeapAndJournal() {
    try (Engine store = log.open(clock)) {
      MessageQueue<String> queue = store.queue("q", Codecs.text());
      queue.add("1");
      queue.takeOldest();
      clock.advance(-4_000);
      queue.alter(QueuePolicy.PROCESS_CRASH);
      queue.add("2");
      assertThat(queue.peekOldest().orElseThrow().arrival().toEpochMilli()).isEqualTo(5_000);
      queue.takeOldest();
      queue.alter(QueuePolicy.MEMORY);
      queue.add("3");
      assertThat(queue.takeOldest().orElseThrow().arrival().toEpochMilli()).isEqualTo(5_000);
      queue.alter(QueuePolicy.POWER_LOSS);
    }
    try (Engine store = log.open(clock)) {
      MessageQueue<String> queue = store.queue("q", Codecs.text());
      queue.add("4");
      assertThat(queue.peekOldest().orElseThrow().arrival().toEpochMilli()).isEqualTo(5_000);
    }
  }
}
