package dev.pinfold.tools;

import dev.pinfold.Durability;
import dev.pinfold.MessageQueue;
import dev.pinfold.QueueInfo;
import dev.pinfold.QueuePolicy;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.StoreOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Adds lines as messages. */
@Command(
    name = "add",
    description = {
      "Add one message a line: exactly the line's bytes, without the line feed that ends it. An"
          + " empty line is an empty message; a carriage return belongs to the message.",
      "When a line cannot be added, what was added before it stays, and the error says how many."
    })
final class AddCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  @Parameters(index = "0", paramLabel = "QUEUE", description = "The queue's name.")
  private String queue;

  @Parameters(
      index = "1..*",
      paramLabel = "FILE",
      description = "Files to read, - for standard input. Standard input when there is none.")
  private List<Path> files = List.of();

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Lines that are one transaction: all of them are added, or none. 1 when not given.")
  private int batch;

  @Option(
      names = "--durability",
      paramLabel = "LEVEL",
      converter = DurabilityName.class,
      description =
          "What messages survive when this makes the queue: memory, process-crash (when not given)"
              + " or power-loss. A queue that is there and promises less is an error.")
  private Durability durability;

  @Option(
      names = "--numbers",
      description = "Print each message's number once the message is acknowledged.")
  private boolean numbers;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (batch < 1) {
      throw new ToolException("--batch is " + batch + "; it must be 1 or more", null);
    }
    Console console = main.console();
    Inputs inputs = Inputs.of(files);
    Path directory = main.store();
    String name = QueueName.require(queue);
    try (PinfoldStore store = Stores.openOrCreate(directory, console)) {
      MessageQueue<byte[]> messages = open(store, name);
      try (Acknowledger acknowledger = new Acknowledger(console, numbers, inputs.totalBytes())) {
        int maxBytes = StoreOptions.DEFAULTS.archive().journal().maxDocumentBytes();
        LineAdder adder = new LineAdder(messages, batch, maxBytes, acknowledger);
        for (Path file : inputs.files()) {
          try (InputStream input = Inputs.open(file, console)) {
            adder.add(Inputs.name(file), input);
          }
        }
        adder.finish();
      }
    }
    return 0;
  }

  private MessageQueue<byte[]> open(PinfoldStore store, String name) {
    MessageQueue<byte[]> messages = store.queue(name);
    Durability actual =
        messages.info().map(QueueInfo::policy).map(QueuePolicy::durability).orElse(null);
    if (actual == null) {
      actual = durability == null ? Durability.PROCESS_CRASH : durability;
      messages = store.queue(name, QueuePolicy.of(actual));
    } else if (durability != null && durability.compareTo(actual) > 0) {
      throw new ToolException(
          String.format(
              "queue \"%s\" is %s, less than the %s asked for; --durability is for new queues",
              name, DurabilityName.of(actual), DurabilityName.of(durability)),
          null);
    } else if (durability != null && durability != actual) {
      main.console()
          .note(
              String.format(
                  "queue \"%s\" is there already and is %s, more than the %s asked for",
                  name, DurabilityName.of(actual), DurabilityName.of(durability)));
    }
    if (actual == Durability.MEMORY) {
      main.console()
          .note("queue \"" + name + "\" is in memory: its messages end with this command");
    }
    return messages;
  }
}
