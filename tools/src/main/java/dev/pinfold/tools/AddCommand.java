package dev.pinfold.tools;

import dev.pinfold.Durability;
import java.io.IOException;
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
      "When a line cannot be added, what was added before it stays, and nothing behind it is added:"
          + " the error names the line or batch to go on with, or the last line that was added."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  echo hello | pinfold add inbox --store DIR",
      "  pinfold add orders orders.ndjson --store DIR --batch 100 --durability power-loss"
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
      completionCandidates = DurabilityName.class,
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
    String name = QueueName.require(queue);
    try (TargetQueue target = TargetQueue.of(main.store(), name, durability, console);
        Acknowledger acknowledger = new Acknowledger(console, numbers, inputs.totalBytes())) {
      LineAdder adder = new LineAdder(target::queue, batch, Stores.OPTIONS, acknowledger);
      for (Path file : inputs.files()) {
        adder.add(Inputs.name(file), () -> Inputs.open(file, console));
      }
      adder.finish();
      var unused = target.queue(); // also when there was no line
    }
    return 0;
  }
}
