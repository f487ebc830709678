package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.MessageTooLargeException;
import dev.pinfold.QueuePolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The largest message and the largest batch: both fit, and a byte more is refused. */
class MessageLimitTest {
  private static final StoreOptions OPTIONS = StoreOptions.DEFAULTS.withSegmentBytes(256 << 10);
  private static final int MOST = OPTIONS.maxMessageBytes();

  private Scratch scratch;
  private Path directory;

  @BeforeEach
  void make() throws IOException {
    scratch = new Scratch();
    directory = scratch.resolve("store");
  }

  @AfterEach
  void clean() throws IOException {
    scratch.close();
  }

  private PinfoldStore open() {
    return PinfoldStore.open(directory, OPTIONS);
  }

  private static String figure(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  @Test
  void theLargestMessageFitsAndALargerOneIsRefusedWithBothFigures() {
    try (PinfoldStore store = open()) {
      assertThat(store.maxMessageBytes()).isEqualTo(MOST);
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      queue.add(new byte[MOST]);
      assertThatExceptionOfType(MessageTooLargeException.class)
          .isThrownBy(() -> queue.add(new byte[MOST + 1]))
          .withMessageContaining(figure(MOST + 1) + " bytes")
          .withMessageContaining(figure(MOST) + ".");
      Map<String, String> headers = Map.of("k", "v"); // four bytes
      queue.add(new byte[MOST - 4], headers);
      assertThatExceptionOfType(MessageTooLargeException.class)
          .isThrownBy(() -> queue.add(new byte[MOST - 3], headers))
          .withMessageContaining(figure(MOST + 1) + " bytes");
    }
    try (PinfoldStore store = open()) {
      assertThat(store.queue("q").peekOldest(9))
          .extracting(message -> message.payload().length)
          .containsExactly(MOST, MOST - 4);
    }
  }

  /** A removal of what has expired and one of what has to go are in the transaction, too. */
  @Test
  void theLargestMessageFitsBesideWhatGoesForIt() {
    AtomicLong now = new AtomicLong();
    StoreOptions options = OPTIONS.withClock(() -> Instant.ofEpochMilli(now.get()));
    try (PinfoldStore store = PinfoldStore.open(directory, options)) {
      MessageQueue<byte[]> queue =
          store.queue(
              "q", QueuePolicy.PROCESS_CRASH.withMaxBytes(MOST).withMaxAge(Duration.ofMillis(10)));
      queue.add(new byte[10]);
      now.set(5);
      queue.add(new byte[10]);
      now.set(12);
      assertThat(queue.add(new byte[MOST])).isEqualTo(3);
      assertThat(queue.peekOldest(9)).extracting(Message::number).containsExactly(3L);
    }
  }

  /** A move writes the deliveries, too. */
  @Test
  void theLargestMessageIsMovedAlsoWhenItWasLeased() {
    try (PinfoldStore store = open()) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      byte[] payload = new byte[MOST - 4];
      payload[MOST - 5] = 7;
      long kept = queue.add(payload, Map.of("k", "v"));
      Message<byte[]> leased = queue.lease(Duration.ofHours(1)).orElseThrow();
      assertThat(queue.release(leased)).isTrue();
      int segment = store.archive().openSegment();
      while (store.archive().openSegment() == segment) {
        queue.remove(queue.add(new byte[MOST / 2]));
      }
      store.archive().machine().evacuate(segment);
      Message<byte[]> moved = queue.peek(kept).orElseThrow();
      assertThat(moved.payload()).isEqualTo(payload);
      assertThat(moved.headers()).isEqualTo(Map.of("k", "v"));
      assertThat(store.archive().machine().journal().usage().uses()).doesNotContainKey(segment);
    }
  }

  @Test
  void theLargestBatchFitsAndOfALargerOneNothingIsThere() {
    try (PinfoldStore store = open()) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      for (int messages : new int[] {1, 2, 3, 100, 1000}) {
        long before = queue.count();
        long most = OPTIONS.maxTransactionBytes(messages);
        queue.addAll(batch(messages, most));
        assertThat(queue.count()).isEqualTo(before + messages);
        long tooMuch = most + 100 + 4L * messages; // no removals and no headers here
        assertThatExceptionOfType(MessageTooLargeException.class)
            .isThrownBy(() -> queue.addAll(batch(messages, tooMuch)))
            .withMessageMatching(".*\\d+,\\d+.*\\d+,\\d+.*");
        assertThat(queue.count()).isEqualTo(before + messages);
      }
      int tooMany = 3000;
      assertThat(OPTIONS.maxTransactionBytes(tooMany)).isNegative();
      assertThatExceptionOfType(MessageTooLargeException.class)
          .isThrownBy(() -> queue.addAll(batch(tooMany, 0)))
          .withMessageContaining("a transaction of 3,000 operations");
    }
  }

  private static List<byte[]> batch(int messages, long bytes) {
    List<byte[]> batch = new ArrayList<>();
    for (int i = 1; i < messages; i++) {
      batch.add(new byte[(int) (bytes / messages)]);
    }
    batch.add(new byte[(int) (bytes - (messages - 1) * (bytes / messages))]);
    return batch;
  }
}
