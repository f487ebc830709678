package dev.pinfold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.codec.Codecs;
import dev.pinfold.model.SettableClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What policies may say, and what they do. */
class PolicyTest {
  private final SettableClock clock = new SettableClock(1_000);
  private final Pinfold store = Pinfold.inMemory(clock);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void limitsBelowOneAreRefused() {
    for (long limit : List.of(0L, -1L, Long.MIN_VALUE)) {
      assertThatThrownBy(() -> QueuePolicy.MEMORY.withMaxCount(limit))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(Long.toString(limit));
      assertThatThrownBy(() -> QueuePolicy.MEMORY.withMaxBytes(limit))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(Long.toString(limit));
    }
    for (Duration age :
        List.of(
            Duration.ZERO,
            Duration.ofNanos(999_999),
            Duration.ofMillis(-1),
            Duration.ofSeconds(Long.MIN_VALUE))) {
      assertThatThrownBy(() -> QueuePolicy.MEMORY.withMaxAge(age))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(age.toString());
    }
  }

  @Test
  void agesAreInMillisecondsAndAtMostForEver() {
    assertThat(QueuePolicy.MEMORY.withMaxAge(Duration.ofNanos(1_999_999)).retention().maxAge())
        .isEqualTo(Duration.ofMillis(1));
    for (Duration age : List.of(Retention.FOREVER, Duration.ofSeconds(Long.MAX_VALUE))) {
      assertThat(QueuePolicy.MEMORY.withMaxAge(age)).isEqualTo(QueuePolicy.MEMORY);
    }
    QueuePolicy almost = QueuePolicy.MEMORY.withMaxAge(Duration.ofMillis(Long.MAX_VALUE - 1));
    MessageQueue<byte[]> queue = store.queue("almost", almost);
    queue.add(new byte[0]);
    assertThat(queue.count()).isEqualTo(1);
  }

  @Test
  void nullsAreRefused() {
    assertThatThrownBy(() -> QueuePolicy.of(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> QueuePolicy.MEMORY.withRetention(null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> QueuePolicy.MEMORY.withMaxAge(null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> QueuePolicy.MEMORY.withOverflow(null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void aStoreInMemoryRefusesWhatItCannotKeep() {
    for (QueuePolicy policy : List.of(QueuePolicy.PROCESS_CRASH, QueuePolicy.POWER_LOSS)) {
      assertThatThrownBy(() -> store.queue("q", policy))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThat(store.exists("q")).isFalse();
      store.queue("there").add(new byte[0]);
      assertThatThrownBy(() -> store.queue("there").alter(policy))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThat(store.queue("there").info().orElseThrow().policy()).isEqualTo(QueuePolicy.MEMORY);
    }
  }

  @Test
  void anAddOfMoreThanTheQueueKeepsKeepsTheNewest() {
    MessageQueue<String> queue =
        store.queue("q", Codecs.text(), QueuePolicy.MEMORY.withMaxCount(2));
    queue.add("0");
    assertThat(queue.addAll(List.of("1", "2", "3", "4"))).isEqualTo(2);
    assertThat(queue.peekOldest(9)).extracting(Message::payload).containsExactly("3", "4");
    assertThat(queue.info().orElseThrow().bytes()).isEqualTo(2);
    assertThat(queue.add("5")).isEqualTo(6);
  }

  @Test
  void anAddOfMoreThanIsAllowedIsRejectedAsAWhole() {
    QueuePolicy policy = QueuePolicy.MEMORY.withMaxBytes(3).withOverflow(Overflow.REJECT);
    MessageQueue<String> queue = store.queue("q", Codecs.text(), policy);
    assertThatThrownBy(() -> queue.addAll(List.of("1", "2", "3", "4")))
        .isInstanceOf(QueueFullException.class);
    assertThat(queue.count()).isZero();
    assertThatThrownBy(() -> queue.addAll(List.of("1", "2345")))
        .isInstanceOf(MessageTooLargeException.class);
    assertThat(queue.addAll(List.of("1", "2", "3"))).isEqualTo(1);
  }

  @Test
  void droppingTheOldestDropsLeasedOnesToo() {
    MessageQueue<String> queue =
        store.queue("q", Codecs.text(), QueuePolicy.MEMORY.withMaxCount(1));
    queue.add("1");
    Message<String> leased = queue.lease(Duration.ofDays(1)).orElseThrow();
    queue.add("2");
    assertThat(queue.acknowledge(leased)).isFalse();
    assertThat(queue.count()).isEqualTo(1);
  }

  @Test
  void alteringToLessLetsTheOldestGoAtOnceUnlessItRejects() {
    MessageQueue<String> queue = store.queue("q", Codecs.text());
    queue.addAll(List.of("1", "22", "333"));
    queue.alter(QueuePolicy.MEMORY.withMaxCount(1).withOverflow(Overflow.REJECT));
    assertThat(queue.count()).isEqualTo(3);
    queue.alter(QueuePolicy.MEMORY.withMaxBytes(5));
    assertThat(queue.peekOldest(9)).extracting(Message::payload).containsExactly("22", "333");
    queue.alter(QueuePolicy.MEMORY.withMaxBytes(2));
    assertThat(queue.count()).isZero();
    assertThat(queue.add("4")).isEqualTo(4);
  }

  @Test
  void aMessageGoesExactlyAtItsAge() {
    MessageQueue<String> queue =
        store.queue("q", Codecs.text(), QueuePolicy.MEMORY.withMaxAge(Duration.ofMillis(10)));
    queue.add("1");
    clock.advance(9);
    assertThat(queue.peekOldest()).isPresent();
    clock.advance(1);
    assertThat(queue.peekOldest()).isEmpty();
    assertThat(queue.count()).isZero();
  }

  @Test
  void arrivalsNeverGoBack() {
    MessageQueue<String> queue = store.queue("q", Codecs.text());
    queue.add("1");
    queue.takeOldest();
    clock.advance(-500);
    queue.addAll(List.of("2", "3"));
    assertThat(queue.peekOldest(2))
        .extracting(message -> message.arrival().toEpochMilli())
        .containsExactly(1_000L, 1_000L);
  }

  @Test
  void leasesAreAtLeastAMillisecondAndAtMostForEver() {
    MessageQueue<String> queue = store.queue("q", Codecs.text());
    queue.addAll(List.of("1", "2"));
    for (Duration tooShort :
        List.of(Duration.ZERO, Duration.ofNanos(999_999), Duration.ofSeconds(Long.MIN_VALUE))) {
      assertThatThrownBy(() -> queue.lease(tooShort)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(queue.lease(Duration.ofSeconds(Long.MAX_VALUE))).isPresent();
    assertThat(queue.lease(Duration.ofMillis(Long.MAX_VALUE))).isPresent();
    clock.advance(Long.MAX_VALUE / 2);
    assertThat(queue.peekOldest()).isEmpty();
  }

  @Test
  void aLeaseIsAcknowledgedUntilTheMessageIsHandedOutAgain() {
    MessageQueue<String> queue = store.queue("q", Codecs.text());
    queue.addAll(List.of("1", "2"));
    Message<String> first = queue.lease(Duration.ofMillis(10)).orElseThrow();
    clock.advance(10);
    Message<String> again = queue.lease(Duration.ofMillis(10)).orElseThrow();
    assertThat(again.number()).isEqualTo(1);
    assertThat(again.deliveryCount()).isEqualTo(2);
    assertThat(queue.acknowledge(first)).isFalse();
    assertThat(queue.release(first)).isFalse();
    clock.advance(10);
    assertThat(queue.acknowledge(again)).as("ran out, but nobody else got it").isTrue();
    Message<String> released = queue.lease(Duration.ofMillis(10)).orElseThrow();
    assertThat(queue.release(released)).isTrue();
    assertThat(queue.release(released)).isFalse();
    assertThat(queue.acknowledge(released)).isFalse();
    assertThat(queue.takeOldest().orElseThrow().deliveryCount()).isEqualTo(2);
  }
}
