package dev.pinfold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.Outcome;
import dev.pinfold.PinfoldException;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.codec.Codecs;
import dev.pinfold.model.SettableClock;
import dev.pinfold.state.ChunkContent;
import dev.pinfold.state.EngineState;
import dev.pinfold.state.ForwardingContent;
import dev.pinfold.state.HeapContent;
import dev.pinfold.state.StoredMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A queue that limits ages, some of whose messages cannot be read. */
class DamagedQueueTest {
  private static final QueuePolicy POLICY =
      QueuePolicy.PROCESS_CRASH.withMaxAge(Duration.ofMillis(100));

  private final Set<Long> damaged = new HashSet<>();
  private final Set<Long> sizeless = new HashSet<>();
  private final TestLog log = new TestLog();
  private final SettableClock clock = new SettableClock(1_000);
  private final EngineState state =
      new EngineState((queueId, first) -> new Damaged(first, new HeapContent()));
  private final Engine store = log.open(clock, state);
  private final MessageQueue<String> queue = store.queue("q", Codecs.text(), POLICY);

  @AfterEach
  void close() {
    store.close();
  }

  /** Adds as many messages, one each millisecond. */
  private void fill(int count) {
    for (int i = 0; i < count; i++) {
      queue.add("m");
      clock.advance(1);
    }
  }

  @Test
  void anUnreadableOldestMessageHarmsNobody() {
    damaged.add(1L);
    fill(3);
    clock.advance(50);
    assertThat(queue.count()).isEqualTo(3);
    assertThat(store.queues()).hasSize(1);
    assertThat(queue.info().orElseThrow().oldestArrival()).isEmpty();
    assertThat(queue.peek(2)).isPresent();
    assertThat(queue.takeNewest().map(Message::number)).contains(3L);
    assertThat(queue.add("4")).isEqualTo(4);
    assertThatThrownBy(queue::peekOldest).isInstanceOf(StoreCorruptException.class);
    queue.alter(POLICY.withMaxCount(2));
    assertThat(queue.count()).as("the oldest went, unread").isEqualTo(2);
    damaged.add(2L);
    assertThat(queue.remove(2)).isTrue();
    damaged.add(4L);
    assertThat(queue.purge()).isEqualTo(1);
    queue.add("5");
    damaged.add(5L);
    assertThat(queue.drop()).isTrue();
  }

  @Test
  void whatCannotBeReadExpiresWithTheNextThatCan() {
    damaged.addAll(List.of(1L, 2L, 3L));
    fill(10);
    clock.advance(92); // 2, 3 are due now, but nobody can tell
    assertThat(queue.count()).isEqualTo(10);
    damaged.addAll(LongStream.rangeClosed(5, 10).boxed().toList());
    clock.advance(1); // 4 is due, so those before it are
    assertThat(queue.count()).isEqualTo(6);
    clock.advance(1_000_000);
    assertThat(queue.count()).as("nothing is known of any").isEqualTo(6);
  }

  @Test
  void oneThatCannotBeReadAmongTheOthersKeepsNoneFromExpiring() {
    int count = 400;
    for (long unreadable = count - 99L; unreadable < count; unreadable += 7) {
      damaged.add(unreadable);
    }
    fill(count);
    for (int i = 0; i < 100; i++) {
      clock.advance(1);
      long oldestKept = count - 97L + i; // arrived 99 ms ago
      while (damaged.contains(oldestKept - 1)) {
        oldestKept--;
      }
      long left = Math.max(0, count - oldestKept + 1);
      assertThat(queue.count()).as("after %s ms", i + 1).isEqualTo(left);
    }
  }

  @Test
  void aQueueInTroubleIsWarnedOfOnce() {
    damaged.add(1L);
    fill(2);
    List<String> warnings = new ArrayList<>();
    Expiry expiry =
        new Expiry(state, TransactionLog.NONE, draft -> {}, (what, cause) -> warnings.add(what));
    for (int i = 0; i < 5; i++) {
      expiry.run(clock.millis());
    }
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0)).contains("\"q\"").contains("number 1");
    Expiry failing =
        new Expiry(
            state,
            TransactionLog.NONE,
            draft -> {
              throw new IllegalArgumentException("failing");
            },
            (what, cause) -> warnings.add(what));
    for (int i = 0; i < 5; i++) {
      failing.run(clock.millis());
    }
    assertThat(warnings).hasSize(2);
  }

  /** Nobody has those that were asked for with the one that fails. */
  @Test
  void aBatchThatFailsInATransactionTakesNothing() {
    queue.alter(QueuePolicy.PROCESS_CRASH);
    fill(3);
    sizeless.add(3L);
    store.transact(
        transaction -> {
          assertThatThrownBy(() -> transaction.queue("q", Codecs.text()).takeOldest(3))
              .isInstanceOf(StoreCorruptException.class);
          return null;
        });
    assertThat(queue.count()).isEqualTo(3);
  }

  /** It may be there in part, and what a body does about it cannot be known. */
  @Test
  void aTransactionThatGoesOnWithoutMemoryIsNotDone() {
    queue.alter(QueuePolicy.PROCESS_CRASH);
    fill(2);
    assertThatThrownBy(
            () ->
                store.transact(
                    transaction -> {
                      assertThat(transaction.queue("q", Codecs.text()).takeOldest()).isPresent();
                      assertThatThrownBy(
                              () ->
                                  transaction
                                      .queue("q")
                                      .takeOldest(
                                          info -> {
                                            throw new OutOfMemoryError("for the test");
                                          }))
                          .isInstanceOf(OutOfMemoryError.class);
                      return null;
                    }))
        .isInstanceOfSatisfying(
            PinfoldException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE));
    assertThat(queue.count()).isEqualTo(2);
  }

  @Test
  void aTakeWhoseSizeCannotBeToldIsNotWritten() {
    queue.alter(QueuePolicy.PROCESS_CRASH);
    fill(2);
    sizeless.add(1L);
    int written = log.transactions.size();
    assertThatThrownBy(queue::takeOldest).isInstanceOf(StoreCorruptException.class);
    assertThat(log.transactions).hasSize(written);
    assertThat(log.failed).isNull();
    sizeless.clear();
    assertThat(queue.takeOldest()).isPresent();
  }

  /** Content some of whose messages cannot be read. */
  private final class Damaged extends ForwardingContent {
    private final long firstNumber;

    Damaged(long firstNumber, ChunkContent content) {
      super(content);
      this.firstNumber = firstNumber;
    }

    @Override
    public int size(int slot) {
      if (sizeless.contains(firstNumber + slot)) {
        throw new StoreCorruptException(Path.of("segment"), 7, "a", "b", "c");
      }
      return super.size(slot);
    }

    @Override
    public StoredMessage get(int slot) {
      if (damaged.contains(firstNumber + slot)) {
        throw new StoreCorruptException(Path.of("segment"), 7, "a", "b", "c");
      }
      return super.get(slot);
    }

    @Override
    public StoredMessage envelope(int slot) {
      return get(slot).withoutPayload();
    }
  }
}
