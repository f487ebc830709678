package dev.pinfold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.TransactionQueue;
import dev.pinfold.codec.Codecs;
import dev.pinfold.model.SettableClock;
import dev.pinfold.state.Operation;
import dev.pinfold.state.RemoveReason;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How few operations say what a transaction removed. */
class RemovalsTest {
  private static final int COUNT = 1_000;

  private final TestLog log = new TestLog();
  private final Engine store = log.open(new SettableClock(1_000));
  private final MessageQueue<String> queue =
      store.queue("q", Codecs.text(), QueuePolicy.PROCESS_CRASH);

  @BeforeEach
  void fill() {
    queue.addAll(Collections.nCopies(COUNT, "m"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private List<Operation> operations(Consumer<TransactionQueue<String>> body) {
    store.transact(
        transaction -> {
          body.accept(transaction.queue("q", Codecs.text()));
          return null;
        });
    return log.transactions.get(log.transactions.size() - 1).operations();
  }

  private static Operation taken(long first, long last) {
    return new Operation.Remove(1, first, last, RemoveReason.TAKEN);
  }

  @Test
  void takesFromBothEndsAreTwoRanges() {
    assertThat(
            operations(
                inside -> {
                  for (int i = 0; i < 100; i++) {
                    inside.takeOldest();
                    inside.takeNewest();
                  }
                }))
        .containsExactly(taken(1, 100), taken(COUNT - 99, COUNT));
    assertThat(queue.count()).isEqualTo(COUNT - 200);
  }

  @Test
  void takesFromBothEndsMeetAlsoOverHoles() {
    for (int number = 2; number < COUNT; number += 3) {
      queue.remove(number);
    }
    assertThat(
            operations(
                inside -> {
                  while (inside.takeOldest().isPresent()) {
                    inside.takeNewest();
                  }
                }))
        .containsExactly(taken(1, COUNT));
    assertThat(queue.count()).isZero();
  }

  @Test
  void whatIsAddedTakenAndPurgedTogetherComesOutRight() {
    operations(
        inside -> {
          inside.takeOldest();
          inside.remove(500);
          inside.add("1");
          assertThat(inside.purge()).isEqualTo(COUNT - 1);
          assertThat(inside.count()).isZero();
          assertThat(inside.takeNewest()).isEmpty();
          assertThat(inside.peekOldest(message -> true)).isEmpty();
          assertThat(inside.addAll(List.of("2", "3", "4"))).isEqualTo(COUNT + 2);
          assertThat(inside.purge()).isEqualTo(3);
          inside.addAll(List.of("5", "6"));
          assertThat(inside.takeNewest(1)).hasSize(1);
        });
    assertThat(queue.count()).isEqualTo(1);
    assertThat(queue.peek(COUNT + 5).orElseThrow().payload()).isEqualTo("5");
    assertThat(queue.info().orElseThrow().bytes()).isEqualTo(1);
  }
}
