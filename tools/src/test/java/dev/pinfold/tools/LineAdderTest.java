package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueueFullException;
import dev.pinfold.durable.StoreOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A queue that refuses a line while the lines before it are still on their way. */
@Timeout(60)
class LineAdderTest {
  private final List<String> added = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Long> late = new CompletableFuture<>();

  /** Acknowledges line 2 when the test says so, and refuses line 3. */
  @SuppressWarnings("unchecked")
  private MessageQueue<byte[]> queue() {
    return (MessageQueue<byte[]>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {MessageQueue.class},
            (proxy, method, args) -> {
              assertThat(method.getName()).isEqualTo("addAsync");
              String line = new String((byte[]) args[0], StandardCharsets.US_ASCII);
              if (line.equals("3")) {
                throw new QueueFullException("no room.", null);
              }
              added.add(line);
              return line.equals("2") ? late : CompletableFuture.completedFuture(1L);
            });
  }

  @Test
  void nothingIsAddedBehindALineThatIsRefused() throws Exception {
    byte[] input = "1\n2\n3\n4\n5\n6\n".getBytes(StandardCharsets.US_ASCII);
    Console console =
        new Console(
            new ByteArrayInputStream(input),
            new ByteArrayOutputStream(),
            new ByteArrayOutputStream(),
            Terminal.NONE);
    FutureTask<String> adding =
        new FutureTask<>(
            () -> {
              try (Acknowledger acknowledger = new Acknowledger(console, true, -1)) {
                LineAdder adder =
                    new LineAdder(this::queue, 1, StoreOptions.DEFAULTS, acknowledger);
                adder.add("f", console::input);
                adder.finish();
                return "no failure";
              } catch (ToolException e) {
                return e.getMessage();
              }
            });
    Thread thread = new Thread(adding);
    thread.start();
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait(); // until it waits for line 2
    }
    assertThat(late.complete(2L)).isTrue();
    assertThat(adding.get()).isEqualTo("f line 3: no room. Added before it, and there to stay: 2");
    assertThat(added).containsExactly("1", "2");
  }
}
