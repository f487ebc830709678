package dev.pinfold.tools;

import dev.pinfold.QueueInfo;
import dev.pinfold.durable.PinfoldStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Lists the queues of a store. */
@Command(
    name = "queues",
    description =
        "List the queues with durability, number of messages, their bytes, and the age of the"
            + " oldest. Names are escaped so that they cannot command the terminal.",
    footerHeading = "%nExamples:%n",
    footer = {"  pinfold queues --store DIR", "  pinfold queues --store DIR --json | jq .count"})
final class QueuesCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  @Option(names = "--json", description = "Print an object a line, with exact figures.")
  private boolean json;

  @Override
  public Integer call() {
    try (PinfoldStore store = Stores.openExisting(main.store(), main.console())) {
      List<QueueInfo> queues = store.queues();
      Instant now = Instant.now();
      if (json) {
        for (QueueInfo queue : queues) {
          main.console().print(object(queue, now));
        }
      } else {
        table(queues, now).lines().forEach(main.console()::print);
      }
    }
    return 0;
  }

  private static TextTable table(List<QueueInfo> queues, Instant now) {
    TextTable table = new TextTable("<queue", "<durability", ">messages", ">bytes", ">oldest");
    for (QueueInfo queue : queues) {
      table.row(
          Escapes.name(queue.name()),
          EnumName.of(queue.policy().durability()),
          String.format("%,d", queue.count()),
          String.format("%,d", queue.bytes()),
          queue.oldestArrival().map(arrival -> Age.of(age(arrival, now))).orElse("-"));
    }
    return table;
  }

  /** Never negative, also when the machine's clock was set back. */
  private static Duration age(Instant arrival, Instant now) {
    return arrival.isAfter(now) ? Duration.ZERO : Duration.between(arrival, now);
  }

  private static String object(QueueInfo queue, Instant now) {
    return JsonLine.of(
        object -> {
          object.writeStringField("name", queue.name());
          object.writeStringField("durability", EnumName.of(queue.policy().durability()));
          object.writeNumberField("count", queue.count());
          object.writeNumberField("bytes", queue.bytes());
          object.writeNumberField("nextNumber", queue.nextNumber());
          Instant arrival = queue.oldestArrival().orElse(null);
          JsonLine.text(object, "oldestArrival", arrival == null ? null : arrival.toString());
          JsonLine.number(
              object,
              "oldestAgeMillis",
              arrival == null ? 0 : age(arrival, now).toMillis(),
              arrival != null);
        });
  }
}
