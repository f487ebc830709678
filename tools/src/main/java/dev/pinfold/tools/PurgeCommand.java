package dev.pinfold.tools;

import dev.pinfold.MessageQueue;
import dev.pinfold.durable.PinfoldStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Removes all messages of a queue. */
@Command(
    name = "purge",
    description = {
      "Remove all messages of a queue, leased ones too, and print how many. The queue stays, with"
          + " its policy, and numbers go on where they were. There is no way back, but from a copy"
          + " of the store.",
      "Needs the store for itself: fails, naming the holder, while a program has it open."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  pinfold purge orders --store DIR", "  pinfold purge orders --drop --store DIR"})
final class PurgeCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  @Parameters(paramLabel = "QUEUE", description = "The queue's name.")
  private String queue;

  @Option(names = "--drop", description = "Remove the queue itself, too.")
  private boolean drop;

  @Override
  public Integer call() {
    String name = QueueName.require(queue);
    try (PinfoldStore store = Stores.openExisting(main.store(), main.console())) {
      MessageQueue<byte[]> purged = Stores.existingQueue(store, name);
      long count = drop ? purged.count() : purged.purge();
      if (drop) {
        boolean unused = purged.drop();
      }
      main.console().print(Long.toString(count));
    }
    return 0;
  }
}
