package dev.pinfold.tools;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pinfold.offline.JournalEntry;
import dev.pinfold.state.Operation;
import dev.pinfold.state.StoredMessage;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** An operation of a journal for programs: one object, as docs/commands/journal.md describes it. */
final class EntryJson {
  private static final String SCHEMA = "pinfold.journal/1";

  private final OutputOptions options;
  private final PayloadView payloads;

  EntryJson(OutputOptions options, PayloadView payloads) {
    this.options = options;
    this.payloads = payloads;
  }

  String of(JournalEntry entry) {
    return JsonLine.of(
        object -> {
          object.writeStringField("schema", SCHEMA);
          write(object, entry);
        });
  }

  /** Writes the fields of an operation. */
  void write(JsonGenerator object, JournalEntry entry) throws IOException {
    boolean hasNumber = entry.firstNumber() != 0;
    object.writeNumberField("transaction", entry.transaction());
    object.writeNumberField("index", entry.index());
    object.writeBooleanField("last", entry.last());
    object.writeNumberField("segment", entry.segment());
    object.writeNumberField("offset", entry.offset());
    object.writeStringField("operation", EnumName.of(entry.kind()));
    JsonLine.text(object, "queue", entry.queue());
    object.writeNumberField("queueId", entry.operation().queueId());
    JsonLine.text(object, "time", entry.time().map(options::time).orElse(null));
    JsonLine.text(object, "notBefore", entry.notBefore().map(options::time).orElse(null));
    if (hasNumber) {
      object.writeNumberField("firstMessage", entry.firstNumber());
      object.writeNumberField("lastMessage", entry.lastNumber());
    }
    if (entry.message().isPresent()) {
      message(object, entry.message().get());
    }
    detail(object, entry.operation());
  }

  private void detail(JsonGenerator object, Operation operation) throws IOException {
    if (operation instanceof Operation.Lease lease) {
      object.writeStringField("until", options.time(Instant.ofEpochMilli(lease.untilMillis())));
      object.writeNumberField("deliveries", lease.deliveryCount());
    } else if (operation instanceof Operation.OpenQueue open) {
      object.writeNumberField("nextNumber", open.nextNumber());
      PolicyText.write(object, open.policy());
    } else if (operation instanceof Operation.AlterQueue alter) {
      PolicyText.write(object, alter.policy());
    }
  }

  private void message(JsonGenerator object, StoredMessage message) throws IOException {
    object.writeStringField("arrival", options.time(Instant.ofEpochMilli(message.arrivalMillis())));
    object.writeNumberField("deliveries", message.deliveryCount());
    object.writeNumberField("bytes", message.size());
    object.writeObjectFieldStart("headers");
    for (Map.Entry<String, String> header : EntryLine.headers(message).entrySet()) {
      JsonLine.text(object, header.getKey(), options.redact() ? null : header.getValue());
    }
    object.writeEndObject();
    if (options.redact()) {
      object.writeStringField("payloadForm", "redacted");
      object.writeNullField("payload");
    } else {
      payloads.write(object, message.payload());
    }
  }
}
