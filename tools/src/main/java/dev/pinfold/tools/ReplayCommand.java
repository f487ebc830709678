package dev.pinfold.tools;

import dev.pinfold.QueuePolicy;
import dev.pinfold.Retention;
import dev.pinfold.offline.OfflineStore;
import dev.pinfold.offline.PastQueue;
import dev.pinfold.offline.PastQueues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rebuilds the queues as they were at a moment. */
@Command(
    name = "replay",
    description = {
      "Rebuild the queues as they were at a moment, and print them. With --to, write them as a new"
          + " store, messages with their numbers, arrivals and leases.",
      "Writes nothing to the store, opens nothing and locks nothing; works beside the store's owner."
          + " A moment can be reached as long as the journal has all since the beginning, or since"
          + " a snapshot before it.",
      OfflineCommand.EXIT_CODES
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pinfold replay --store DIR --until 120",
      "  pinfold replay --store DIR --until 2026-11-23T20:00:00Z --to OTHER --no-expiry",
      "  pinfold replay --store DIR --queue orders --to OTHER"
    })
final class ReplayCommand extends OfflineCommand {
  @Mixin private QueueFilter queues;

  @Option(
      names = "--until",
      paramLabel = "BOUND",
      description =
          "The moment: behind a transaction (120), or behind all that was added until a time"
              + " (2026-11-23T20:00:00Z, or 2026-11-23 in --zone). The journal's end when not given.")
  private String until;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Write a store here; missing, or an empty directory.")
  private Path target;

  @Option(
      names = "--no-expiry",
      description =
          "Lift limits of age in the new store, by which old messages go when it is opened.")
  private boolean noExpiry;

  @Override
  int look(OfflineStore store) {
    if (noExpiry && target == null) {
      throw new ToolException("--no-expiry is for the store that --to names", null);
    }
    try (PastQueues all = replay(store, "--until", until)) {
      if (isMissing(queues, all)) {
        return OfflineExit.notThere(Findings.tell(all.report(), console()));
      }
      PastQueues past = of(queues, all);
      if (target != null) {
        copy(past);
      }
      print(past);
      return Findings.tell(past.report(), console());
    }
  }

  private void copy(PastQueues past) {
    try (ReadingBar bar = new ReadingBar(console(), true)) {
      past.copyTo(target, past.largeEnough(Stores.OPTIONS), this::policy, bar);
    } catch (IOException | UncheckedIOException e) {
      throw new ToolException(ErrorLine.of(e), e);
    }
    for (PastQueue queue : past.queues()) {
      if (!noExpiry && queue.policy().retention().limitsAge() && queue.count() > 0) {
        console()
            .note(
                String.format(
                    "queue %s keeps messages for %s: older ones go when %s is opened; --no-expiry"
                        + " would keep them",
                    Escapes.name(queue.name()),
                    Age.of(queue.policy().retention().maxAge()),
                    target));
      }
    }
  }

  private QueuePolicy policy(QueuePolicy policy) {
    return noExpiry ? policy.withMaxAge(Retention.FOREVER) : policy;
  }

  private void print(PastQueues past) {
    List<PastQueue> queues = past.queues();
    if (output().json()) {
      console().print(json(past.transaction(), queues));
      return;
    }
    console().print(String.format("transaction  %,d", past.transaction()));
    console().print("");
    TextTable table =
        new TextTable(
            "<queue", "<durability", "<limits", ">messages", ">bytes", ">leased", ">next number");
    for (PastQueue queue : queues) {
      table.row(
          Escapes.name(queue.name()),
          EnumName.of(queue.policy().durability()),
          PolicyText.limits(queue.policy().retention()),
          InspectionTables.count(queue.count()),
          InspectionTables.count(queue.bytes()),
          InspectionTables.count(queue.leases()),
          InspectionTables.count(queue.nextNumber()));
    }
    table.lines().forEach(console()::print);
  }

  private String json(long transaction, List<PastQueue> queues) {
    return JsonLine.of(
        object -> {
          object.writeStringField("schema", "pinfold.replay/1");
          object.writeStringField("directory", main().store().toString());
          object.writeNumberField("transaction", transaction);
          JsonLine.text(object, "to", target == null ? null : target.toString());
          object.writeArrayFieldStart("queues");
          for (PastQueue queue : queues) {
            object.writeStartObject();
            object.writeStringField("name", queue.name());
            PolicyText.write(object, queue.policy());
            object.writeNumberField("messages", queue.count());
            object.writeNumberField("bytes", queue.bytes());
            object.writeNumberField("leased", queue.leases());
            object.writeNumberField("nextNumber", queue.nextNumber());
            object.writeStringField("lastArrival", output().time(queue.lastArrival()));
            object.writeEndObject();
          }
          object.writeEndArray();
        });
  }
}
