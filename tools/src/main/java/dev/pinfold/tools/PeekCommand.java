package dev.pinfold.tools;

import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.durable.PinfoldStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/**
 * Prints messages, which stay: each as it is found, so that neither their payloads nor their
 * numbers gather on the heap, and a reader that wants little has it at once.
 */
@Command(
    name = "peek",
    description = {
      "Print messages, which stay: one a line, as they went in. Leased messages are passed over.",
      "Exits with 1 when there is none, except with -n all: all of nothing is nothing."
    },
    footerHeading = "%nExample:%n",
    footer = "  pinfold peek inbox --store DIR --newest -n 10")
final class PeekCommand implements Callable<Integer> {
  private static final int MOST_UNFLUSHED = 1024;

  @ParentCommand private Main main;
  @Mixin private ReadOptions options;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Console console = main.console();
    try (PinfoldStore store =
        StoreWait.open(main.store(), console, options.queue(), options.patience())) {
      MessageQueue<byte[]> queue = store.queue(options.queue());
      MessagePrinter printer = new MessagePrinter(console.output());
      print(queue, printer);
      printer.flush();
      if (printer.printed() == 0 && options.count() != HowMany.ALL) {
        throw options.nothing(queue.exists());
      }
      return 0;
    }
  }

  private void print(MessageQueue<byte[]> queue, MessagePrinter printer) throws IOException {
    try {
      Selection.pass(
          queue,
          options.newest(),
          number -> {
            queue.peek(number).ifPresent(message -> print(message, printer));
            return printer.printed() >= options.count();
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Flushes after 1, 2, 4 and so on, for readers that want little. */
  private static void print(Message<byte[]> message, MessagePrinter printer) {
    try {
      printer.print(message);
      long printed = printer.printed();
      if (printed % MOST_UNFLUSHED == 0 || Long.bitCount(printed) == 1) {
        printer.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
