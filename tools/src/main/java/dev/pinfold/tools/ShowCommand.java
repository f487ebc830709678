package dev.pinfold.tools;

import dev.pinfold.offline.EntryKind;
import dev.pinfold.offline.JournalEntry;
import dev.pinfold.offline.MessageHistory;
import dev.pinfold.offline.MessageLife;
import dev.pinfold.offline.OfflineStore;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints what happened to one message. */
@Command(
    name = "show",
    description = {
      "Print the whole life of a message, as the journal tells it: added, moved, leased, released,"
          + " and how it ended. Additions alone carry a time; others show that of the latest addition"
          + " before them as a lower bound.",
      "When a queue was dropped and opened again, messages of several lives may have had the number:"
          + " each is shown. Exits with 1 when the journal tells nothing of it.",
      OfflineCommand.EXIT_CODES
    },
    footerHeading = "%nExample:%n",
    footer = "  pinfold show --store DIR orders 7")
final class ShowCommand extends OfflineCommand {
  private static final String SCHEMA = "pinfold.show/1";

  @Parameters(index = "0", paramLabel = "QUEUE", description = "The queue's name.")
  private String queue;

  @Parameters(index = "1", paramLabel = "NUMBER", description = "The message's number.")
  private long number;

  @Mixin private KindFilter kinds;

  @Mixin private PayloadOption payload;

  @Override
  int look(OfflineStore store) {
    String name = QueueName.require(queue);
    if (number < 1) {
      throw new ToolException("the number is " + number + "; messages are numbered from 1", null);
    }
    Set<EntryKind> shown = kinds.kinds();
    PayloadView payloads = payload.view(console());
    MessageHistory history;
    try (ReadingBar bar = new ReadingBar(console(), true)) {
      history = store.history(name, number, bar);
    }
    for (MessageLife life : history.lives()) {
      if (output().json()) {
        console().print(json(name, life, shown, payloads));
      } else {
        print(life, history.lives().size() > 1, shown, payloads);
      }
    }
    payloads.tell(console());
    int code = Findings.tell(history.report(), console());
    if (history.lives().isEmpty()) {
      console()
          .note("the journal tells nothing of message " + number + " of queue \"" + name + "\"");
      return OfflineExit.notThere(code);
    }
    return code;
  }

  private void print(
      MessageLife life, boolean isOneOfSeveral, Set<EntryKind> shown, PayloadView payloads) {
    EntryLine line = new EntryLine(output(), payloads, output().paint(console()));
    if (isOneOfSeveral) {
      console().print("queue identity " + life.queueId());
    }
    if (!life.isWhole()) {
      console().print("        -  its addition went with the segment that it was in");
    }
    life.eventsOf(shown).forEach(event -> console().print(line.of(event)));
    if (life.events().size() == 1 && isOfRange(life.events().get(0))) {
      console()
          .print("        -  it may have ended before: a range covers numbers that went long ago");
    }
    if (life.end().isEmpty()) {
      console().print("        -  it is still there");
    }
  }

  private static boolean isOfRange(JournalEntry event) {
    return event.kind().isEnd() && event.firstNumber() < event.lastNumber();
  }

  private String json(String name, MessageLife life, Set<EntryKind> shown, PayloadView payloads) {
    EntryJson events = new EntryJson(output(), payloads);
    String end = life.end().map(JournalEntry::kind).map(EnumName::of).orElse(null);
    return JsonLine.of(
        object -> {
          object.writeStringField("schema", SCHEMA);
          object.writeStringField("queue", name);
          object.writeNumberField("queueId", life.queueId());
          object.writeNumberField("message", number);
          object.writeBooleanField("whole", life.isWhole());
          JsonLine.text(object, "end", end);
          object.writeArrayFieldStart("events");
          for (JournalEntry entry : life.eventsOf(shown)) {
            object.writeStartObject();
            events.write(object, entry);
            object.writeEndObject();
          }
          object.writeEndArray();
        });
  }
}
