package dev.pinfold.tools;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pinfold.QueuePolicy;
import dev.pinfold.offline.Change;
import java.io.IOException;

/** A change as a line for people, and as one for programs. */
final class ChangeLines {
  private static final String SCHEMA = "pinfold.diff/1";

  private final Paint paint;

  ChangeLines(Paint paint) {
    this.paint = paint;
  }

  String text(Change change) {
    return Escapes.name(change.queue()) + "  " + what(change);
  }

  private String what(Change change) {
    if (change instanceof Change.Existence existence) {
      String messages =
          existence.messages() == 1
              ? " with 1 message"
              : String.format(" with %,d messages", existence.messages());
      return existence.isNew()
          ? paint.green("new queue") + messages
          : paint.red("queue is gone") + messages;
    }
    if (change instanceof Change.Policy policy) {
      return "policy: " + policy(policy.before()) + " -> " + policy(policy.after());
    }
    if (change instanceof Change.NextNumber next) {
      return String.format("next number: %,d -> %,d", next.before(), next.after());
    }
    Change.Messages messages = (Change.Messages) change;
    String numbers =
        messages.count() == 1
            ? String.format("message %,d", messages.first())
            : String.format(
                "messages %,d to %,d (%,d)", messages.first(), messages.last(), messages.count());
    return switch (messages.kind()) {
      case ADDED -> paint.green("+ ") + numbers;
      case GONE -> paint.red("- ") + numbers;
      case OTHER -> paint.red("! ") + numbers + (messages.count() == 1 ? " is" : " are") + " other";
      case LEASED -> "~ " + numbers + ": leases or deliveries";
    };
  }

  private static String policy(QueuePolicy policy) {
    return EnumName.of(policy.durability()) + ", " + PolicyText.limits(policy.retention());
  }

  String json(Change change) {
    return JsonLine.of(
        object -> {
          object.writeStringField("schema", SCHEMA);
          object.writeStringField("queue", change.queue());
          fields(object, change);
        });
  }

  private static void fields(JsonGenerator object, Change change) throws IOException {
    if (change instanceof Change.Existence existence) {
      object.writeStringField("change", existence.isNew() ? "new-queue" : "queue-gone");
      object.writeNumberField("messages", existence.messages());
    } else if (change instanceof Change.Policy policy) {
      object.writeStringField("change", "policy");
      object.writeObjectFieldStart("before");
      PolicyText.write(object, policy.before());
      object.writeEndObject();
      object.writeObjectFieldStart("after");
      PolicyText.write(object, policy.after());
      object.writeEndObject();
    } else if (change instanceof Change.NextNumber next) {
      object.writeStringField("change", "next-number");
      object.writeNumberField("before", next.before());
      object.writeNumberField("after", next.after());
    } else if (change instanceof Change.Messages messages) {
      object.writeStringField("change", EnumName.of(messages.kind()));
      object.writeNumberField("firstMessage", messages.first());
      object.writeNumberField("lastMessage", messages.last());
    }
  }
}
