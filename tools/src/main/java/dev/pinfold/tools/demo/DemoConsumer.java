package dev.pinfold.tools.demo;

import dev.pinfold.Message;
import dev.pinfold.QueueTransaction;
import dev.pinfold.tools.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/**
 * The demo's child that moves each earthquake to the queue for its magnitude, in one transaction:
 * it is in the old place or in the new one, never in both and never in none.
 */
@Command(name = "demo-consumer", hidden = true, description = "Used by the demo.")
public final class DemoConsumer implements Callable<Integer> {
  @ParentCommand private Main main;

  @Override
  public Integer call() throws IOException {
    new ChildWork(main.console(), Earthquakes.load())
        .run(main.store(), store -> store.transact(DemoConsumer::move));
    return 0;
  }

  private static OptionalInt move(QueueTransaction tx) {
    Optional<Message<byte[]>> taken = tx.queue(DemoQueues.QUAKES).takeOldest();
    if (taken.isEmpty()) {
      return OptionalInt.empty();
    }
    Message<byte[]> message = taken.get();
    Earthquake quake = read(message);
    tx.queue(quake.destination()).add(message.payload());
    return OptionalInt.of(quake.line());
  }

  private static Earthquake read(Message<byte[]> message) {
    String json = new String(message.payload(), StandardCharsets.UTF_8);
    try {
      return new Earthquake((int) message.number(), Earthquakes.magnitude(json), json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
