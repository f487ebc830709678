package dev.pinfold.tools;

import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.TransactionQueue;
import dev.pinfold.durable.PinfoldStore;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/**
 * Prints messages, then removes them. A batch is removed, as one transaction, only when its output
 * was flushed without an error: whatever ends this process, no message is gone that was not
 * printed; some may be printed and still be there. Nobody else can take them in between, because
 * this process owns the store.
 */
@Command(
    name = "take",
    description = {
      "Print messages and remove them: one a line, as they went in. Leased messages are passed"
          + " over.",
      "A message is removed after its output was flushed. When the output fails or the process is"
          + " killed, messages of the last batch may have been printed and are still in the queue:"
          + " none is lost.",
      "Exits with 1 when there is none, except with -n all: all of nothing is nothing."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pinfold take inbox --store DIR",
      "  pinfold take inbox --store DIR -n 100 --wait 5s"
    })
final class TakeCommand implements Callable<Integer> {
  private static final int BATCH_MESSAGES = 1024;
  private static final long BATCH_BYTES = 1 << 20;

  @ParentCommand private Main main;
  @Mixin private ReadOptions options;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Console console = main.console();
    try (PinfoldStore store =
        StoreWait.open(main.store(), console, options.queue(), options.patience())) {
      MessagePrinter printer = new MessagePrinter(console.output());
      drain(store, printer);
      if (printer.printed() == 0 && options.count() != HowMany.ALL) {
        throw options.nothing(store.exists(options.queue()));
      }
      return 0;
    }
  }

  /** Small batches first: a reader that wants little, such as head, is not sent much. */
  private void drain(PinfoldStore store, MessagePrinter printer) throws IOException {
    MessageQueue<byte[]> queue = store.queue(options.queue());
    int batch = 1;
    while (printer.printed() < options.count()) {
      int most = (int) Math.min(batch, options.count() - printer.printed());
      long[] found = Selection.of(queue, options.newest(), most);
      if (found.length == 0) {
        return;
      }
      int printed = print(queue, found, printer);
      printer.flush();
      remove(store, Arrays.copyOf(found, printed));
      batch = Math.min(BATCH_MESSAGES, batch * 2);
    }
  }

  /** Prints messages until they are many bytes, and returns how many of the numbers that were. */
  private static int print(MessageQueue<byte[]> queue, long[] numbers, MessagePrinter printer)
      throws IOException {
    long bytes = 0;
    int done = 0;
    while (done < numbers.length && bytes < BATCH_BYTES) {
      Optional<Message<byte[]>> message = queue.peek(numbers[done++]);
      if (message.isPresent()) { // else its age ended just now
        printer.print(message.get());
        bytes += message.get().payload().length;
      }
    }
    return done;
  }

  private void remove(PinfoldStore store, long[] numbers) {
    store.transact(
        tx -> {
          TransactionQueue<byte[]> queue = tx.queue(options.queue());
          for (long number : numbers) {
            queue.remove(number);
          }
          return null;
        });
  }
}
