package dev.pinfold.tools;

import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.durable.PinfoldStore;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Prints messages, which stay. */
@Command(
    name = "peek",
    description = {
      "Print messages, which stay: one a line, as they went in. Leased messages are passed over.",
      "Exits with 1 when there is none, except with -n all: all of nothing is nothing."
    })
final class PeekCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private ReadOptions options;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Console console = main.console();
    try (PinfoldStore store =
        StoreWait.open(main.store(), console, options.queue(), options.patience())) {
      MessageQueue<byte[]> queue = store.queue(options.queue());
      MessagePrinter printer = new MessagePrinter(console.output());
      for (long number : Selection.of(queue, options.newest(), options.count())) {
        Optional<Message<byte[]>> message = queue.peek(number);
        if (message.isPresent()) {
          printer.print(message.get());
        }
      }
      printer.flush();
      if (printer.printed() == 0 && options.count() != HowMany.ALL) {
        throw options.nothing(queue.exists());
      }
      return 0;
    }
  }
}
