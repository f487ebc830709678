package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.codec.Codecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One bit of the only segment's header, on a machine that was not restarted. */
@Timeout(60)
class LostHeaderTest {
  private Scratch scratch;

  @BeforeEach
  void make() throws IOException {
    scratch = new Scratch();
  }

  @AfterEach
  void clean() throws IOException {
    scratch.close();
  }

  @Test
  void isNotTakenForALossOfPower() throws IOException {
    Path store = scratch.resolve("store");
    Path killed = scratch.resolve("killed");
    try (PinfoldStore filling = PinfoldStore.open(store, SmallStore.OPTIONS)) {
      MessageQueue<String> queue =
          filling.queue("acknowledged", Codecs.text(), QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 1000; i++) {
        queue.add("message " + i);
      }
      SmallStore.copyRunning(store, 0, killed);
    }
    Path first = SmallStore.segments(killed).get(0);
    byte[] bytes = Files.readAllBytes(first);
    bytes[50] ^= 1;
    Files.write(first, bytes);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> PinfoldStore.open(killed, SmallStore.OPTIONS).close())
          .isInstanceOf(StoreCorruptException.class)
          .hasMessageContaining(first.toString());
      Files.deleteIfExists(killed.resolve("journal/begun")); // nor without what it tells
    }
  }
}
