package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.Durability;
import dev.pinfold.MessageQueue;
import dev.pinfold.MessageView;
import dev.pinfold.QueuePolicy;
import dev.pinfold.codec.Codecs;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  private static void spoil(byte[] payload) {
    assertThat(payload).isEqualTo(PAYLOAD);
    Arrays.fill(payload, (byte) 7);
  }
}
