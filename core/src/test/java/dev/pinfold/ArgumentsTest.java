package dev.pinfold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.codec.Codec;
import dev.pinfold.codec.Codecs;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names, nulls and other arguments at their edges. */
class ArgumentsTest {
  private static final String SHEEP = "🐑"; // 4 bytes of UTF-8

  private final Pinfold store = Pinfold.inMemory();

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void namesOfWrongLengthOrWithHalfACharacterAreRefused() {
    for (String name :
        List.of(
            "", "x".repeat(1025), SHEEP.repeat(256) + "x", "\ud83d", "a\udc11b", "\udc11\ud83d")) {
      assertThatThrownBy(() -> store.queue(name)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store.queue(name, QueuePolicy.MEMORY))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store.transact(transaction -> transaction.queue(name)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(store.exists(name)).isFalse();
    }
    assertThat(store.queues()).isEmpty();
  }

  @Test
  void anyOtherNameIsAName() {
    List<String> names =
        List.of(
            ".",
            "..",
            "/",
            "../../etc/passwd",
            "a\\b",
            " ",
            "\u0000",
            "\n",
            "\ufeff",
            "\ufffe",
            "é",
            "e\u0301",
            "x".repeat(1024),
            SHEEP.repeat(256),
            "CON",
            "a:b",
            "-",
            "\u202e");
    for (String name : names) {
      store.queue(name, Codecs.text()).add(name);
    }
    assertThat(store.queues()).hasSameSizeAs(names);
    for (String name : names) {
      assertThat(store.queue(name, Codecs.text()).takeOldest().orElseThrow().payload())
          .isEqualTo(name);
    }
  }

  private static void refusesNull(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
  }

  @Test
  void nullsAreRefusedByTheStore() {
    refusesNull(() -> Pinfold.inMemory(null));
    refusesNull(() -> store.queue(null));
    refusesNull(() -> store.queue("q", (Codec<String>) null));
    refusesNull(() -> store.queue("q", (QueuePolicy) null));
    refusesNull(() -> store.queue(null, QueuePolicy.MEMORY));
    refusesNull(() -> store.queue("q", null, QueuePolicy.MEMORY));
    refusesNull(() -> store.exists(null));
    refusesNull(() -> store.transact(null));
    refusesNull(() -> store.transact(transaction -> transaction.queue(null)));
    refusesNull(() -> store.transact(transaction -> transaction.queue("q", null)));
    assertThat(store.queues()).isEmpty();
  }

  @Test
  void nullsAreRefusedByAQueueThatIsThereAndByOneThatIsNot() {
    store.queue("there", Codecs.text()).add("1");
    List<QueueInfo> before = store.queues();
    for (String name : List.of("there", "missing")) {
      MessageQueue<String> queue = store.queue(name, Codecs.text());
      refusesNull(() -> queue.add(null));
      refusesNull(() -> queue.add("1", null));
      refusesNull(() -> queue.add("1", Collections.singletonMap("key", null)));
      refusesNull(() -> queue.add("1", Collections.singletonMap(null, "value")));
      refusesNull(() -> queue.addAsync(null));
      refusesNull(() -> queue.addAsync("1", null));
      refusesNull(() -> queue.addAll(null));
      refusesNull(() -> queue.addAll(Arrays.asList("1", null)));
      refusesNull(() -> queue.peekOldest((Duration) null));
      refusesNull(() -> queue.peekNewest((Duration) null));
      refusesNull(() -> queue.takeOldest((Duration) null));
      refusesNull(() -> queue.takeNewest((Duration) null));
      refusesNull(() -> queue.takeOldestAsync(null));
      refusesNull(() -> queue.takeNewestAsync(null));
      refusesNull(() -> queue.peekOldest((Predicate<MessageInfo>) null));
      refusesNull(() -> queue.peekNewest((Predicate<MessageInfo>) null));
      refusesNull(() -> queue.takeOldest((Predicate<MessageInfo>) null));
      refusesNull(() -> queue.takeNewest((Predicate<MessageInfo>) null));
      refusesNull(() -> queue.lease(null));
      refusesNull(() -> queue.acknowledge(null));
      refusesNull(() -> queue.release(null));
      refusesNull(() -> queue.alter(null));
      store.transact(
          transaction -> {
            TransactionQueue<String> inside = transaction.queue(name, Codecs.text());
            refusesNull(() -> inside.add(null));
            refusesNull(() -> inside.add("1", null));
            refusesNull(() -> inside.takeOldest((Predicate<MessageInfo>) null));
            refusesNull(() -> inside.takeNewest((Predicate<MessageInfo>) null));
            return null;
          });
    }
    assertThat(store.queues()).isEqualTo(before);
  }

  @Test
  void headersWithHalfACharacterAreRefused() {
    MessageQueue<String> queue = store.queue("q", Codecs.text());
    for (Map<String, String> headers : List.of(Map.of("k", "\ud83d"), Map.of("\udc11", "v"))) {
      assertThatThrownBy(() -> queue.add("1", headers))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(queue.exists()).isFalse();
  }

  @Test
  void aMissingQueueIsEmptyAndIsNotMadeByAsking() throws InterruptedException {
    MessageQueue<String> queue = store.queue("q", Codecs.text());
    assertThat(queue.exists()).isFalse();
    assertThat(queue.count()).isZero();
    assertThat(queue.info()).isEmpty();
    assertThat(queue.peekOldest()).isEmpty();
    assertThat(queue.takeNewest()).isEmpty();
    assertThat(queue.takeNewest(Duration.ZERO)).isEmpty();
    assertThat(queue.takeOldest(5)).isEmpty();
    assertThat(queue.peekNewest(info -> true)).isEmpty();
    assertThat(queue.lease(Duration.ofDays(1))).isEmpty();
    assertThat(queue.remove(1)).isFalse();
    assertThat(queue.purge()).isZero();
    assertThat(queue.drop()).isFalse();
    assertThat(queue.addAll(List.of())).isZero();
    try (MessageView<String> view = queue.all()) {
      assertThat(view).isEmpty();
    }
    assertThatThrownBy(() -> queue.alter(QueuePolicy.MEMORY))
        .isInstanceOf(IllegalStateException.class);
    boolean found = store.transact(transaction -> transaction.queue("q").takeOldest().isPresent());
    assertThat(found).isFalse();
    assertThat(store.queues()).isEmpty();
  }

  @Property
  void aMessageCopiesItsHeadersInOrder(@ForAll Map<String, String> headers) {
    Map<String, String> mine = new LinkedHashMap<>(headers);
    Message<String> message = new Message<>(1, Instant.EPOCH, mine, "payload", 0);
    mine.put("another", "one");
    assertThat(List.copyOf(message.headers().entrySet()))
        .isEqualTo(List.copyOf(headers.entrySet()));
    assertThatThrownBy(() -> message.headers().put("another", "one"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aMessageHasNoNulls() {
    refusesNull(() -> new Message<>(1, null, Map.of(), "", 0));
    refusesNull(() -> new Message<>(1, Instant.EPOCH, null, "", 0));
    refusesNull(() -> new Message<>(1, Instant.EPOCH, Map.of(), null, 0));
  }
}
