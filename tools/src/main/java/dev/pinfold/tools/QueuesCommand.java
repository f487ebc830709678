package dev.pinfold.tools;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.pinfold.QueueInfo;
import dev.pinfold.durable.PinfoldStore;
import java.io.IOException;
import java.io.StringWriter;
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
            + " oldest. Names are escaped so that they cannot command the terminal.")
final class QueuesCommand implements Callable<Integer> {
  private static final JsonFactory JSON =
      new JsonFactoryBuilder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  @ParentCommand private Main main;

  @Option(names = "--json", description = "Print an object a line, with exact figures.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
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
          DurabilityName.of(queue.policy().durability()),
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

  private static String object(QueueInfo queue, Instant now) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator object = JSON.createGenerator(text)) {
      object.writeStartObject();
      object.writeStringField("name", queue.name());
      object.writeStringField("durability", DurabilityName.of(queue.policy().durability()));
      object.writeNumberField("count", queue.count());
      object.writeNumberField("bytes", queue.bytes());
      object.writeNumberField("nextNumber", queue.nextNumber());
      if (queue.oldestArrival().isPresent()) {
        Instant arrival = queue.oldestArrival().get();
        object.writeStringField("oldestArrival", arrival.toString());
        object.writeNumberField("oldestAgeMillis", age(arrival, now).toMillis());
      } else {
        object.writeNullField("oldestArrival");
        object.writeNullField("oldestAgeMillis");
      }
      object.writeEndObject();
    }
    return text.toString().replace("\u007f", "\\u007F");
  }
}
