package dev.pinfold.tools;

import dev.pinfold.offline.NumberRange;
import dev.pinfold.offline.OfflineStore;
import dev.pinfold.offline.PastQueue;
import dev.pinfold.offline.PastQueues;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints queues and messages for another store, or another program. */
@Command(
    name = "export",
    description = {
      "Print queues and messages as JSON, an object a line: with numbers, arrivals, headers, leases"
          + " and policies, so that pinfold import makes the same of it. Payloads are text where"
          + " they are UTF-8, else base64.",
      "Writes nothing to the store, opens nothing and locks nothing; works beside the store's owner."
          + " The last line begins with {\"end\": what is shorter is not whole.",
      OfflineCommand.EXIT_CODES
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pinfold export --store DIR > store.ndjson",
      "  pinfold export --store DIR --queue orders --payload json | jq .json",
      "  pinfold export --store DIR --until 2026-11-23T20:00:00Z | gzip > then.ndjson.gz"
    })
final class ExportCommand extends OfflineCommand {
  @Mixin private QueueFilter queues;
  @Mixin private MessageFilter numbers;

  @Option(
      names = "--until",
      paramLabel = "BOUND",
      description =
          "As they were behind a transaction (120), or behind all that was added until a time"
              + " (2026-11-23T20:00:00Z, or 2026-11-23 in --zone). At the journal's end when not"
              + " given.")
  private String until;

  @Option(
      names = "--payload",
      paramLabel = "FORM",
      defaultValue = "text",
      converter = ExportedPayload.Names.class,
      completionCandidates = ExportedPayload.Names.class,
      description =
          "text, or json: payloads that are JSON without blanks are written as JSON, not as text."
              + " Both are imported again byte by byte.")
  private ExportedPayload payload;

  @Override
  int look(OfflineStore store) {
    try (PastQueues past = replay(store, "--until", until)) {
      if (isMissing(queues, past)) {
        return OfflineExit.notThere(Findings.tell(past.report(), console()));
      }
      print(store, of(queues, past));
      return Findings.tell(past.report(), console());
    }
  }

  private void print(OfflineStore store, PastQueues past) {
    NumberRange wanted = numbers.numbers().orElse(new NumberRange(1, Long.MAX_VALUE));
    List<PastQueue> printed = past.queues(wanted);
    ExportJson json = new ExportJson(output(), payload == ExportedPayload.JSON);
    boolean shown = console().terminal().error() && !console().terminal().output();
    long bytes = printed.stream().mapToLong(PastQueue::bytes).sum();
    long[] messages = {0};
    try (ProgressBar bar = new ProgressBar(shown, console().errorWriter(), bytes)) {
      console().print(json.begin(store.storeId(), past.transaction()));
      for (PastQueue queue : printed) {
        console().print(json.queue(queue));
        past.read(
            queue.name(),
            wanted,
            message -> {
              console().print(json.message(message));
              messages[0]++;
              bar.advance(1, message.payload().length);
            });
      }
      console().print(json.end(printed.size(), messages[0]));
    }
  }
}
