package dev.pinfold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.MessageView;
import dev.pinfold.Pinfold;
import dev.pinfold.codec.Codecs;
import dev.pinfold.model.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What leases hide, whom they belong to, and what many of them cost. */
class LeasingTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final SettableClock clock = new SettableClock(1_000);
  private final Pinfold store = Pinfold.inMemory(clock);
  private final MessageQueue<String> queue = store.queue("q", Codecs.text());

  @AfterEach
  void close() {
    store.close();
  }

  /** Would take minutes if each call looked at the leases one by one. */
  @Test
  @Timeout(60)
  void aHundredThousandLeasesAreLeasedPassedOverAndAcknowledged() {
    int count = 100_000;
    queue.addAll(Collections.nCopies(count, "m"));
    List<Message<String>> leased = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      leased.add(queue.lease(LONG.plusMillis(i % 1_000)).orElseThrow());
      if (i % 100 == 0) {
        assertThat(queue.acknowledge(leased.get(i / 2))).isTrue(); // holes among the leased
        assertThat(queue.peekNewest().map(Message::number).orElse(0L))
            .isEqualTo(i < count ? count : 0);
      }
    }
    var waiter = queue.takeNewestAsync(LONG.plusDays(1));
    for (int i = 0; i < 1_000; i++) {
      assertThat(queue.takeOldest()).isEmpty();
      queue.takeOldestAsync(LONG).cancel(false);
    }
    queue.all().close();
    clock.advance(LONG.toMillis() + 1_000);
    assertThat(queue.peekOldest().map(Message::number)).contains(1L);
    assertThat(waiter.join().map(Message::number)).contains((long) count);
    assertThat(leased.stream().filter(queue::acknowledge).count())
        .isEqualTo(count - count / 100 - 1);
    assertThat(queue.count()).isZero();
  }

  @Test
  void aLeaseOfAQueueThatWasMadeAnewEndsNothing() {
    queue.add("old");
    Message<String> stale = queue.lease(LONG).orElseThrow();
    queue.drop();
    clock.advance(1);
    queue.add("new");
    Message<String> leased = queue.lease(LONG).orElseThrow();
    assertThat(queue.acknowledge(stale)).isFalse();
    assertThat(queue.release(stale)).isFalse();
    assertThat(queue.acknowledge(leased)).isTrue();
  }

  @Test
  void aPeekAtALeasedMessageNamesItsLease() {
    queue.add("1");
    Message<String> leased = queue.lease(LONG).orElseThrow();
    assertThat(queue.peekOldest()).isEmpty();
    assertThat(queue.peek(1)).contains(leased);
    try (MessageView<String> view = queue.all()) {
      assertThat(view.iterator().next()).isEqualTo(leased);
    }
  }

  @Test
  void aLeaseAndWhatCameOfItAreFinishedTogether() {
    queue.addAll(List.of("1", "2"));
    Message<String> leased = queue.lease(LONG).orElseThrow();
    boolean finished =
        store.transact(
            transaction -> {
              transaction.queue("results", Codecs.text()).add("result");
              return transaction.queue("q", Codecs.text()).acknowledge(leased);
            });
    assertThat(finished).isTrue();
    assertThat(queue.acknowledge(leased)).isFalse();
    assertThat(queue.count()).isEqualTo(1);
    assertThat(store.queue("results").count()).isEqualTo(1);
  }

  @Test
  void aViewCountsTheDeliveriesOfItsMoment() {
    queue.addAll(List.of("1", "2"));
    queue.release(queue.lease(LONG).orElseThrow());
    try (MessageView<String> view = queue.all()) {
      queue.lease(LONG);
      queue.lease(LONG);
      List<Integer> deliveries = new ArrayList<>();
      view.forEach(message -> deliveries.add(message.deliveryCount()));
      assertThat(deliveries).containsExactly(1, 0);
    }
  }
}
