package dev.pinfold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.CodecException;
import dev.pinfold.Message;
import dev.pinfold.MessageInfo;
import dev.pinfold.MessageQueue;
import dev.pinfold.MessageView;
import dev.pinfold.Pinfold;
import dev.pinfold.TransactionQueue;
import dev.pinfold.codec.Codec;
import dev.pinfold.codec.Codecs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How messages get into callers' hands, and what goes wrong on the way. */
class DeliveryTest {
  private final Pinfold store = Pinfold.inMemory();
  private final MessageQueue<String> queue = store.queue("q", PickyCodec.INSTANCE);

  /** Text, except the words that it is afraid of. */
  private enum PickyCodec implements Codec<String> {
    INSTANCE;

    @Override
    public byte[] encode(String value) {
      return value.equals("encodes as null") ? null : Codecs.text().encode(value);
    }

    @Override
    public String decode(byte[] bytes) {
      String text = Codecs.text().decode(bytes);
      return switch (text) {
        case "codec" -> throw new CodecException("picky", null);
        case "runtime" -> throw new IllegalArgumentException("picky");
        case "error" -> throw new AssertionError("picky");
        case "null" -> null;
        default -> text;
      };
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void whatACallerDoesToItsBytesDoesNotReachTheQueue() {
    MessageQueue<byte[]> bytes = store.queue("bytes");
    byte[] mine = {1};
    bytes.add(mine);
    mine[0] = 9;
    bytes.peekOldest().orElseThrow().payload()[0] = 9;
    bytes.lease(Duration.ofDays(1)).orElseThrow().payload()[0] = 9;
    try (MessageView<byte[]> view = bytes.all()) {
      view.iterator().next().payload()[0] = 9;
      assertThat(bytes.peek(1).orElseThrow().payload()).containsExactly(1);
      bytes.remove(1);
      assertThat(view.iterator().next().payload()).containsExactly(1);
    }
  }

  @Test
  void whatATransactionThatIsUndoneDidToItsBytesIsUndoneToo() {
    MessageQueue<byte[]> bytes = store.queue("bytes");
    bytes.add(new byte[] {1});
    assertThatThrownBy(
            () ->
                store.transact(
                    transaction -> {
                      transaction.queue("bytes").takeOldest().orElseThrow().payload()[0] = 9;
                      throw new IllegalArgumentException("undone");
                    }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(bytes.takeOldest().orElseThrow().payload()).containsExactly(1);
  }

  @Test
  void whatCannotBeDecodedStays() {
    for (String word : List.of("codec", "runtime", "error", "null")) {
      queue.add("good");
      queue.add(word);
      assertThatThrownBy(queue::takeNewest).as(word).isInstanceOf(Throwable.class);
      assertThatThrownBy(() -> queue.takeOldest(2)).as(word).isInstanceOf(Throwable.class);
      assertThatThrownBy(() -> queue.takeNewest(Duration.ZERO)).isInstanceOf(Throwable.class);
      assertThatThrownBy(() -> queue.takeNewest(info -> true)).isInstanceOf(Throwable.class);
      assertThatThrownBy(() -> queue.takeNewestAsync(Duration.ZERO).join())
          .isInstanceOf(Throwable.class);
      assertThat(queue.count()).as(word).isEqualTo(2);
      assertThat(queue.takeOldest().orElseThrow().payload()).isEqualTo("good");
      assertThatThrownBy(() -> queue.lease(Duration.ofDays(1))).isInstanceOf(Throwable.class);
      MessageQueue<byte[]> raw = store.queue("q");
      assertThat(raw.takeOldest().orElseThrow().payload()).isEqualTo(Codecs.text().encode(word));
    }
  }

  @Test
  void aTransactionThatGoesOnAfterAFailedTakeHasTakenNothing() {
    queue.addAll(List.of("good", "codec", "good"));
    store.transact(
        transaction -> {
          TransactionQueue<String> inside = transaction.queue("q", PickyCodec.INSTANCE);
          assertThatThrownBy(() -> inside.takeOldest(3)).isInstanceOf(CodecException.class);
          return inside.count();
        });
    assertThat(queue.count()).isEqualTo(3);
  }

  @Test
  void aTransactionThatGoesOnAfterAFailedAddHasNotMadeTheQueue() {
    store.transact(
        transaction -> {
          TransactionQueue<String> inside = transaction.queue("q", PickyCodec.INSTANCE);
          assertThatThrownBy(() -> inside.add("encodes as null"))
              .isInstanceOf(CodecException.class);
          return null;
        });
    assertThat(queue.exists()).isFalse();
    assertThatThrownBy(() -> queue.add("encodes as null")).isInstanceOf(CodecException.class);
    assertThat(queue.exists()).isFalse();
  }

  @Test
  void whatATransactionsCallCallsCannotCallAgainHalfWayThroughIt() {
    queue.addAll(List.of("1", "2", "3"));
    store.transact(
        transaction -> {
          TransactionQueue<String> inside = transaction.queue("q", PickyCodec.INSTANCE);
          Predicate<MessageInfo> removing = info -> inside.remove(info.number());
          assertThatThrownBy(() -> inside.takeOldest(removing))
              .isInstanceOf(IllegalStateException.class);
          TransactionQueue<String> taking = transaction.queue("q", new TakingCodec(inside));
          assertThatThrownBy(taking::takeOldest).isInstanceOf(IllegalStateException.class);
          assertThatThrownBy(() -> taking.add("4")).isInstanceOf(IllegalStateException.class);
          return inside.takeOldest();
        });
    assertThat(queue.count()).isEqualTo(2);
    assertThat(queue.takeOldest(3)).extracting(Message::payload).containsExactly("2", "3");
    assertThat(queue.count()).isZero();
  }

  /** Takes from a queue when it is called. */
  private record TakingCodec(TransactionQueue<String> queue) implements Codec<String> {
    @Override
    public byte[] encode(String value) {
      return queue.takeOldest().isPresent() ? new byte[1] : new byte[0];
    }

    @Override
    public String decode(byte[] bytes) {
      return queue.takeOldest().orElseThrow().payload();
    }
  }

  @Test
  void aMessageTakenByAPredicateIsTheOneThatThePredicateSaw() {
    queue.add("old", Map.of("kind", "old"));
    assertThat(queue.takeOldest(info -> replaceBy("new") && isOld(info))).isEmpty();
    assertThat(queue.takeOldest().orElseThrow().payload()).isEqualTo("new");
  }

  private boolean replaceBy(String payload) {
    if (queue.peek(1).orElseThrow().payload().equals(payload)) {
      return true;
    }
    return queue.drop() && queue.add(payload, Map.of("kind", payload)) == 1;
  }

  private static boolean isOld(MessageInfo info) {
    return "old".equals(info.headers().get("kind"));
  }

  @Test
  void theSearchFromTheNewestSurvivesThatTheQueueBecomesAnother() {
    queue.addAll(java.util.Collections.nCopies(2_000, "old"));
    assertThat(
            queue.peekNewest(
                info -> {
                  if (info.number() == 1_900) {
                    queue.drop();
                    queue.add("new");
                  }
                  return info.number() == 1;
                }))
        .hasValueSatisfying(message -> assertThat(message.payload()).isEqualTo("new"));
  }

  @Test
  void whoCallsTheStoreFromInsideIsToldAndTheStoreGoesOn() {
    Decoding reentrant = new Decoding(bytes -> Long.toString(queue.count()));
    queue.add("1");
    assertThatThrownBy(() -> store.queue("q", reentrant).takeOldest())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.transact(transaction -> queue.add("2")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.transact(transaction -> store.queues()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () ->
                store.transact(
                    transaction -> {
                      store.close();
                      return null;
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () -> store.transact(transaction -> store.<Object>transact(inside -> inside)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () ->
                store.transact(
                    transaction ->
                        transaction.queue("q").takeOldest(info -> queue.peekOldest().isPresent())))
        .isInstanceOf(IllegalStateException.class);
    assertThat(queue.takeOldest(1)).hasSize(1);
    assertThat(queue.count()).isZero();
  }

  @Test
  void aTransactionIsOfNoUseAfterItsBodyOrInAnotherThread() {
    TransactionQueue<byte[]> escaped =
        store.transact(
            transaction -> {
              TransactionQueue<byte[]> inside = transaction.queue("q");
              assertThatThrownBy(
                      () ->
                          java.util.concurrent.CompletableFuture.runAsync(() -> inside.count())
                              .join())
                  .hasCauseInstanceOf(IllegalStateException.class);
              return inside;
            });
    assertThatThrownBy(escaped::takeOldest).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> escaped.add(new byte[0])).isInstanceOf(IllegalStateException.class);
    assertThat(queue.exists()).isFalse();
  }
}
