package dev.pinfold.tools;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pinfold.offline.PastQueue;
import dev.pinfold.offline.SeenMessage;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/**
 * Queues and messages as lines that {@link ImportReader} reads again; see docs/commands/export.md.
 */
final class ExportJson {
  static final String SCHEMA = "pinfold.export/1";

  private final OutputOptions options;
  private final boolean asJson;

  /**
   * @param asJson whether payloads that are JSON are written as such, and not as text
   */
  ExportJson(OutputOptions options, boolean asJson) {
    this.options = options;
    this.asJson = asJson;
  }

  String begin(UUID storeId, long transaction) {
    return JsonLine.of(
        object -> {
          object.writeStringField("schema", SCHEMA);
          object.writeStringField("storeId", storeId.toString());
          object.writeNumberField("transaction", transaction);
          object.writeBooleanField("redacted", options.redact());
        });
  }

  String queue(PastQueue queue) {
    return JsonLine.of(
        object -> {
          object.writeStringField("queue", queue.name());
          PolicyText.write(object, queue.policy());
          object.writeNumberField("messages", queue.count());
          object.writeNumberField("nextNumber", queue.nextNumber());
          object.writeStringField("lastArrival", options.time(queue.lastArrival()));
        });
  }

  String message(SeenMessage message) {
    return JsonLine.of(
        object -> {
          object.writeStringField("queue", message.queue());
          object.writeNumberField("message", message.number());
          object.writeStringField("arrival", options.time(message.arrival()));
          if (message.deliveries() != 0) {
            object.writeNumberField("deliveries", message.deliveries());
          }
          if (message.leasedUntil() != 0) {
            Instant until = Instant.ofEpochMilli(message.leasedUntil());
            object.writeStringField("leasedUntil", options.time(until));
          }
          if (!message.headers().isEmpty()) {
            object.writeObjectFieldStart("headers");
            for (Map.Entry<String, String> header : message.headers().entrySet()) {
              JsonLine.text(object, header.getKey(), options.redact() ? null : header.getValue());
            }
            object.writeEndObject();
          }
          if (options.redact()) {
            object.writeNullField("text");
          } else {
            payload(object, message.payload());
          }
        });
  }

  String end(long queues, long messages) {
    return JsonLine.of(
        object -> {
          object.writeObjectFieldStart("end");
          object.writeNumberField("queues", queues);
          object.writeNumberField("messages", messages);
          object.writeEndObject();
        });
  }

  private void payload(JsonGenerator object, byte[] payload) throws IOException {
    String text = PayloadForm.utf8(payload);
    if (text == null) {
      object.writeStringField("base64", Base64.getEncoder().encodeToString(payload));
    } else if (asJson && JsonText.isCompact(text)) {
      object.writeFieldName("json");
      JsonText.copy(text, object);
    } else {
      object.writeStringField("text", text);
    }
  }
}
