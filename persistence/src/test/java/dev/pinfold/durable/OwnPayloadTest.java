package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.Durability;
import dev.pinfold.MessageQueue;
import dev.pinfold.MessageView;
import dev.pinfold.QueuePolicy;
import dev.pinfold.codec.Codecs;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a reader does to the bytes that it got is seen by nobody else. */
class OwnPayloadTest {
  private static final byte[] PAYLOAD = {1, 2, 3};

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "MEMORY, MEMORY",
    "PROCESS_CRASH, PROCESS_CRASH",
    "MEMORY, PROCESS_CRASH",
    "PROCESS_CRASH, MEMORY"
  })
  void aPayloadIsItsReadersOwn(Durability before, Durability after) throws Exception {
    try (PinfoldStore store = PinfoldStore.open(directory)) {
      MessageQueue<byte[]> queue = store.queue("q", Codecs.bytes(), QueuePolicy.of(before));
      byte[] added = PAYLOAD.clone();
      queue.add(added);
      Arrays.fill(added, (byte) 9);
      queue.alter(QueuePolicy.of(after));
      spoil(queue.peekOldest().orElseThrow().payload());
      spoil(queue.peekNewest().orElseThrow().payload());
      spoil(queue.peek(1).orElseThrow().payload());
      spoil(queue.peekOldest(5).get(0).payload());
      try (MessageView<byte[]> view = queue.all()) {
        spoil(view.iterator().next().payload());
        spoil(view.iterator().next().payload());
        spoil(queue.takeOldest().orElseThrow().payload());
        spoil(view.iterator().next().payload());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsAddedIsItsCallersOwnAgainAfterwards(Durability durability) throws Exception {
    try (PinfoldStore store = PinfoldStore.open(directory)) {
      MessageQueue<byte[]> queue = store.queue("q", Codecs.bytes(), QueuePolicy.of(durability));
      byte[] added = PAYLOAD.clone();
      queue.add(added);
      spoil(added);
      byte[] one = PAYLOAD.clone();
      byte[] other = PAYLOAD.clone();
      queue.addAll(List.of(one, other));
      spoil(one);
      spoil(other);
      MessageQueue<byte[]> made = store.queue("made by the call", Codecs.bytes());
      byte[] first = PAYLOAD.clone();
      made.addAll(List.of(first));
      spoil(first);
      spoil(made.peekOldest().orElseThrow().payload());
      byte[] late = PAYLOAD.clone();
      var future = queue.addAsync(late);
      spoil(late);
      byte[] inside = PAYLOAD.clone();
      store.transact(
          transaction -> {
            var within = transaction.queue("q", Codecs.bytes());
            within.add(inside);
            within.addAll(List.of(inside));
            Arrays.fill(inside, (byte) 7);
            return null;
          });
      assertThat(future.get()).isEqualTo(4);
      assertThat(queue.takeOldest(10)).hasSize(6).allSatisfy(m -> spoil(m.payload()));
      queue.addAll(List.of(PAYLOAD, PAYLOAD));
      assertThat(queue.peekOldest(10)).allSatisfy(m -> spoil(m.payload()));
      assertThat(queue.peekOldest(10)).allSatisfy(m -> spoil(m.payload()));
    }
  }

  private static void spoil(byte[] payload) {
    assertThat(payload).isEqualTo(PAYLOAD);
    Arrays.fill(payload, (byte) 7);
  }
}
