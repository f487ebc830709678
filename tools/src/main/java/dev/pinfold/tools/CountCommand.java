package dev.pinfold.tools;

import dev.pinfold.durable.PinfoldStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Prints how many messages a queue holds. */
@Command(
    name = "count",
    description = "Print how many messages a queue holds; 0 when there is no such queue.",
    footerHeading = "%nExample:%n",
    footer = "  pinfold count inbox --store DIR")
final class CountCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  @Parameters(paramLabel = "QUEUE", description = "The queue's name.")
  private String queue;

  @Override
  public Integer call() {
    String name = QueueName.require(queue);
    try (PinfoldStore store = Stores.openExisting(main.store(), main.console())) {
      main.console().print(Long.toString(store.queue(name).count()));
    }
    return 0;
  }
}
