package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.Message;
import dev.pinfold.MessageInfo;
import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.model.SettableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bit of a message was flipped in a segment that opening need not read. */
class DamagedMessageTest {
  private static final StoreOptions OPTIONS =
      StoreOptions.DEFAULTS.withSegmentBytes(256 << 10).withCompactBelow(0);

  @TempDir Path root;

  private final SettableClock clock = new SettableClock(1_000_000);

  private PinfoldStore open() {
    return PinfoldStore.open(root.resolve("store"), OPTIONS.withClock(clock));
  }

  private static byte[] payload(int number) {
    return ("the payload of message " + number + ".").getBytes(StandardCharsets.US_ASCII);
  }

  private void flipABitOf(int number) throws Exception {
    Path segment = root.resolve("store/journal/0000000001.pfj");
    byte[] file = Files.readAllBytes(segment);
    String text = new String(file, StandardCharsets.ISO_8859_1);
    int at = text.indexOf(new String(payload(number), StandardCharsets.US_ASCII));
    assertThat(at).isPositive();
    file[at] ^= 1;
    Files.write(segment, file);
  }

  /** Closed with a snapshot; the messages are in a segment that is not written again. */
  private void make(QueuePolicy policy) {
    try (PinfoldStore store = open()) {
      MessageQueue<byte[]> queue = store.queue("q", policy);
      for (int number = 1; number <= 3; number++) {
        queue.add(payload(number), Map.of("number", Integer.toString(number)));
      }
    }
    try (PinfoldStore store = open()) { // the next snapshot is of another segment
      store.queue("other", QueuePolicy.PROCESS_CRASH);
      assertThat(store.queue("q").peek(2)).as("makes the index of the first one").isPresent();
    }
  }

  @Test
  void aQueueThatLimitsAgesGoesOnBesideIt() throws Exception {
    make(QueuePolicy.PROCESS_CRASH.withMaxAge(Duration.ofDays(1)));
    flipABitOf(1);
    try (PinfoldStore store = open()) {
      MessageQueue<byte[]> queue = store.queue("q");
      assertThat(queue.count()).isEqualTo(3);
      assertThat(store.queues()).hasSize(2);
      assertThat(queue.info().orElseThrow().oldestArrival()).isEmpty();
      assertThat(queue.peek(2)).map(Message::payload).hasValue(payload(2));
      assertThat(queue.add(payload(4))).isEqualTo(4);
      assertThatThrownBy(queue::takeOldest).isInstanceOf(StoreCorruptException.class);
      queue.alter(QueuePolicy.POWER_LOSS.withMaxAge(Duration.ofDays(2)));
      clock.advance(Duration.ofDays(3).toMillis());
      assertThat(queue.count()).as("those behind it are past their age, so it is").isZero();
      assertThat(queue.drop()).isTrue();
    }
  }

  @Test
  void itIsRemovedByItsNumberAndByAPurge() throws Exception {
    make(QueuePolicy.PROCESS_CRASH.withMaxAge(Duration.ofDays(1)));
    flipABitOf(1);
    flipABitOf(2);
    try (PinfoldStore store = open()) {
      MessageQueue<byte[]> queue = store.queue("q");
      assertThat(queue.remove(1)).isTrue();
      assertThat(queue.info().orElseThrow().oldestArrival()).isEmpty();
      assertThat(queue.purge()).isEqualTo(2);
    }
  }

  @Test
  void noPredicateIsShownWhatIsNotWhatWasWritten() throws Exception {
    make(QueuePolicy.PROCESS_CRASH);
    flipABitOf(2);
    try (PinfoldStore store = open()) {
      MessageQueue<byte[]> queue = store.queue("q");
      assertThat(queue.peekNewest(info -> info.headers().containsValue("3")))
          .map(MessageInfo::number)
          .hasValue(3L);
      assertThatThrownBy(() -> queue.takeOldest(info -> info.number() > 1))
          .isInstanceOf(StoreCorruptException.class);
      assertThat(queue.takeOldest(info -> true)).map(MessageInfo::number).hasValue(1L);
    }
  }
}
