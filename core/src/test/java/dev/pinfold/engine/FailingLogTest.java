package dev.pinfold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.MessageTooLargeException;
import dev.pinfold.MessageView;
import dev.pinfold.Outcome;
import dev.pinfold.QueuePolicy;
import dev.pinfold.QueueTransaction;
import dev.pinfold.StoreFailedException;
import dev.pinfold.StoreFullException;
import dev.pinfold.codec.Codecs;
import dev.pinfold.model.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callers see when the journal does not take a transaction. */
class FailingLogTest {
  private final SettableClock clock = new SettableClock(1_000);
  private final TestLog log = new TestLog();
  private final Engine store = log.open(clock);
  private final MessageQueue<String> journaled =
      store.queue("journaled", Codecs.text(), QueuePolicy.PROCESS_CRASH);
  private final MessageQueue<String> inMemory = store.queue("in memory", Codecs.text());

  @AfterEach
  void close() {
    store.close();
  }

  private static List<String> payloads(MessageQueue<String> queue) {
    List<String> payloads = new ArrayList<>();
    try (MessageView<String> view = queue.all()) {
      view.forEach(message -> payloads.add(message.payload()));
    }
    return payloads;
  }

  @Test
  void aFullDiskChangesNothingAndEndsByItself() {
    journaled.add("1");
    log.failAfter(0, new StoreFullException("full", null));
    assertThatThrownBy(() -> journaled.add("2")).isInstanceOf(StoreFullException.class);
    assertThatThrownBy(
            () ->
                store.transact(
                    transaction -> {
                      transaction.queue("in memory", Codecs.text()).add("2");
                      return transaction.queue("journaled", Codecs.text()).add("2");
                    }))
        .isInstanceOf(StoreFullException.class);
    assertThat(inMemory.exists()).isFalse();
    assertThat(payloads(journaled)).containsExactly("1");
    log.failAfter(0, null);
    assertThat(journaled.add("2")).isEqualTo(2);
  }

  @Test
  void afterAFailureOfUnknownOutcomeTheStoreTakesNoMore() {
    log.failAfter(0, new StoreFailedException(Outcome.UNKNOWN, "broken", null));
    assertThatThrownBy(() -> journaled.add("1"))
        .isInstanceOfSatisfying(
            StoreFailedException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
    log.failAfter(0, null);
    assertThatThrownBy(() -> journaled.add("2"))
        .isInstanceOfSatisfying(
            StoreFailedException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE));
    assertThat(journaled.count()).isZero();
    assertThat(inMemory.add("queues in memory go on")).isEqualTo(1);
    assertThat(inMemory.takeOldest()).isPresent();
  }

  @Test
  void anUnexpectedFailureOfTheJournalIsOfUnknownOutcomeToo() {
    log.failAfter(0, new IllegalArgumentException("unexpected"));
    assertThatThrownBy(() -> journaled.add("1"))
        .isInstanceOfSatisfying(
            StoreFailedException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
    log.failAfter(0, null);
    assertThatThrownBy(() -> journaled.add("2")).isInstanceOf(StoreFailedException.class);
  }

  /** Half a transaction must not be kept: the log learns of it before anybody else has the lock. */
  @Test
  void aTransactionThatIsAppliedInPartIsToldToTheLog() {
    journaled.add("1");
    assertThat(log.failed).isNull();
    OutOfMemoryError error = new OutOfMemoryError("for the test");
    log.places =
        operation -> {
          if (operation == 1) {
            throw error;
          }
          return 0;
        };
    assertThatThrownBy(() -> journaled.addAll(List.of("2", "3")))
        .isInstanceOfSatisfying(
            StoreFailedException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
    assertThat(log.failed).isSameAs(error);
  }

  @Test
  void whatIsPastItsAgeIsNotShownAlsoWhenItsEndCannotBeWritten() {
    journaled.alter(QueuePolicy.PROCESS_CRASH.withMaxAge(Duration.ofMillis(100)));
    journaled.add("1");
    journaled.add("2");
    clock.advance(60);
    journaled.add("3");
    clock.advance(60);
    log.failAfter(0, new StoreFullException("full", null));
    assertThat(journaled.count()).isEqualTo(1);
    assertThat(journaled.peek(1)).isEmpty();
    assertThat(journaled.peekOldest().map(Message::payload)).contains("3");
    assertThat(payloads(journaled)).containsExactly("3");
    try (MessageView<String> view = journaled.all()) {
      assertThat(view.count()).isEqualTo(1);
      assertThat(view.stream().count()).isEqualTo(1);
    }
    clock.advance(60);
    assertThat(payloads(journaled)).isEmpty();
    assertThat(store.queues().get(0).count()).isZero();
  }

  @Test
  void queuesInMemoryGoOnBesideOneWhoseExpiryCannotBeWritten() {
    journaled.alter(QueuePolicy.PROCESS_CRASH.withMaxAge(Duration.ofMillis(100)));
    journaled.add("1");
    clock.advance(200);
    log.failAfter(0, new StoreFullException("full", null));
    requireThatQueuesInMemoryGoOn();
    log.failAfter(0, new StoreFailedException(Outcome.UNKNOWN, "broken", null));
    assertThatThrownBy(() -> journaled.add("2")).isInstanceOf(StoreFailedException.class);
    requireThatQueuesInMemoryGoOn();
  }

  private void requireThatQueuesInMemoryGoOn() {
    long seen =
        store.transact(
            transaction -> {
              transaction.queue("in memory", Codecs.text()).add("2");
              return transaction.queue("journaled", Codecs.text()).count();
            });
    assertThat(seen).isZero();
    assertThat(inMemory.takeOldest().map(Message::payload)).contains("2");
  }

  @Test
  void aQueueCallIsTriedOnceAgainAfterRoomWasMade() {
    log.room = () -> log.failAfter(0, null);
    log.failAfter(0, new StoreFullException("full", null));
    assertThat(journaled.add("1")).isEqualTo(1);
    log.failAfter(0, new StoreFullException("full", null));
    assertThat(journaled.addAsync("2").join()).isEqualTo(2);
    log.failAfter(0, new StoreFullException("full", null));
    assertThat(journaled.takeOldest().map(Message::payload)).contains("1");
    assertThat(payloads(journaled)).containsExactly("2");
  }

  @Test
  void anAlterationIsTriedAgainAfterRoomWasMade() {
    inMemory.add("1");
    log.room = () -> log.failAfter(0, null);
    log.failAfter(0, new StoreFullException("full", null));
    inMemory.alter(QueuePolicy.PROCESS_CRASH);
    assertThat(payloads(inMemory)).containsExactly("1");
  }

  @Test
  void aQueueThatCannotMoveToTheJournalStaysAsItWas() {
    inMemory.addAll(java.util.Collections.nCopies(3_000, "a message"));
    inMemory.takeOldest();
    Message<String> leased = inMemory.lease(Duration.ofDays(1)).orElseThrow();
    var before = inMemory.info();
    for (int appends = 0; appends < 3; appends++) {
      log.failAfter(appends, new MessageTooLargeException("too large", null));
      log.failOnce();
      assertThatThrownBy(() -> inMemory.alter(QueuePolicy.PROCESS_CRASH))
          .isInstanceOf(MessageTooLargeException.class);
      assertThat(inMemory.info()).isEqualTo(before);
      assertThat(inMemory.peekOldest().orElseThrow().number()).isEqualTo(3);
    }
    log.failAfter(0, null);
    inMemory.alter(QueuePolicy.PROCESS_CRASH);
    assertThat(inMemory.acknowledge(leased)).isTrue();
    assertThat(inMemory.count()).isEqualTo(2_998);
    assertThat(inMemory.add("next")).isEqualTo(3_001);
  }

  @Test
  void aStoreThatFailsWhileAQueueMovesSaysWhyAtFirst() {
    inMemory.addAll(java.util.Collections.nCopies(3_000, "a message"));
    StoreFailedException broken = new StoreFailedException(Outcome.UNKNOWN, "broken", null);
    log.failAfter(1, broken);
    assertThatThrownBy(() -> inMemory.alter(QueuePolicy.PROCESS_CRASH))
        .isInstanceOf(StoreFailedException.class)
        .hasMessageContaining("put back")
        .cause()
        .isSameAs(broken);
    assertThatThrownBy(() -> journaled.add("1")).isInstanceOf(StoreFailedException.class);
  }

  @Test
  void aQueueThatIsNeitherMovedNorPutBackIsTheLastChange() {
    inMemory.addAll(java.util.Collections.nCopies(3_000, "a message"));
    log.failAfter(1, new StoreFullException("full", null)); // for removals, too
    assertThatThrownBy(() -> inMemory.alter(QueuePolicy.PROCESS_CRASH))
        .isInstanceOf(StoreFailedException.class)
        .hasMessageContaining("put back");
    log.failAfter(0, null);
    MessageQueue<String> another = store.queue("another", Codecs.text());
    assertThatThrownBy(() -> another.add("1")).isInstanceOf(StoreFailedException.class);
    assertThatThrownBy(() -> journaled.add("1")).isInstanceOf(StoreFailedException.class);
    assertThat(payloads(journaled)).isEmpty();
  }

  @Test
  void whoOpensAQueueIsToldWhenItIsForcedAlsoIfAnotherCreatedIt() {
    MessageQueue<byte[]> created = store.queue("forced", QueuePolicy.POWER_LOSS);
    assertThat(log.awaited).isEqualTo(log.transactions.size());
    log.awaited = 0;
    store.queue("forced", QueuePolicy.POWER_LOSS);
    assertThat(log.awaited).isEqualTo(log.transactions.size());
    assertThat(created.count()).isZero();
  }

  /** Else an answer would rest on a removal that a loss of power takes back. */
  @Test
  void thatThereIsNothingIsReadToo() {
    String forced = store.queue("forced", QueuePolicy.POWER_LOSS).name();
    String cached = store.queue("cached", QueuePolicy.PROCESS_CRASH).name();
    List<Predicate<QueueTransaction>> readings =
        List.of(
            transaction -> transaction.queue(forced).takeOldest().isEmpty(),
            transaction -> transaction.queue(forced).takeNewest(3).isEmpty(),
            transaction -> transaction.queue(forced).peek(1).isEmpty(),
            transaction -> !transaction.queue(forced).remove(1),
            transaction -> transaction.queue(forced).exists());
    for (Predicate<QueueTransaction> reading : readings) {
      log.awaited = 0;
      long number =
          store.transact(
              transaction -> {
                assertThat(reading.test(transaction)).isTrue();
                return transaction.queue(cached).add(new byte[1]);
              });
      assertThat(log.awaited).as("message %d", number).isEqualTo(log.transactions.size());
    }
  }

  @Test
  void aTransactionIsAsDurableAsTheMostDurableQueueThatItOnlyRead() {
    MessageQueue<byte[]> read = store.queue("forced", QueuePolicy.POWER_LOSS);
    MessageQueue<byte[]> changed = store.queue("cached", QueuePolicy.PROCESS_CRASH);
    log.awaited = 0;
    long number =
        store.transact(
            transaction ->
                transaction
                    .queue(changed.name())
                    .add(new byte[(int) transaction.queue(read.name()).count()]));
    assertThat(number).isEqualTo(1);
    assertThat(log.awaited).isEqualTo(log.transactions.size());
  }

  @Test
  void whatFailsBeforeItIsWrittenChangesNothing() {
    journaled.add("1");
    log.encoding = new InternalError("as if memory were short");
    assertThatThrownBy(() -> journaled.add("2")).isSameAs(log.encoding);
    log.encoding = null;
    assertThat(log.failed).isNull();
    assertThat(journaled.add("2")).isEqualTo(2);
    assertThat(payloads(journaled)).containsExactly("1", "2");
  }

  /** It may be called by the thread that completes futures: nobody else would end its wait. */
  @Test
  void aThreadThatWaitsForAMessageWaitsForTheForceItself() throws InterruptedException {
    MessageQueue<String> forced = store.queue("forced", Codecs.text(), QueuePolicy.POWER_LOSS);
    forced.add("1");
    log.holdsForces = true;
    log.awaited = 0;
    assertThat(forced.takeOldest(Duration.ofDays(1)).orElseThrow().payload()).isEqualTo("1");
    assertThat(log.awaited).isEqualTo(log.transactions.size());
  }
}
