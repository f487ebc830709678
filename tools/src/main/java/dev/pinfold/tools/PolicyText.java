package dev.pinfold.tools;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pinfold.QueuePolicy;
import dev.pinfold.Retention;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A queue's policy for people and for programs. */
final class PolicyText {
  private PolicyText() {}

  /** Its limits; a dash when it has none. */
  static String limits(Retention retention) {
    List<String> parts = new ArrayList<>();
    if (retention.maxCount() != Long.MAX_VALUE) {
      parts.add(String.format("%,d messages", retention.maxCount()));
    }
    if (retention.maxBytes() != Long.MAX_VALUE) {
      parts.add(String.format("%,d bytes", retention.maxBytes()));
    }
    if (retention.limitsAge()) {
      parts.add(Age.of(retention.maxAge()));
    }
    if (retention.limitsSize()) {
      parts.add(EnumName.of(retention.overflow()));
    }
    return parts.isEmpty() ? "-" : String.join(", ", parts);
  }

  /** The same as an object; null for no limit. */
  static void write(JsonGenerator object, QueuePolicy policy) throws IOException {
    Retention retention = policy.retention();
    object.writeObjectFieldStart("policy");
    object.writeStringField("durability", EnumName.of(policy.durability()));
    JsonLine.number(
        object, "maxCount", retention.maxCount(), retention.maxCount() != Long.MAX_VALUE);
    JsonLine.number(
        object, "maxBytes", retention.maxBytes(), retention.maxBytes() != Long.MAX_VALUE);
    JsonLine.number(object, "maxAgeMillis", retention.maxAge().toMillis(), retention.limitsAge());
    object.writeStringField("overflow", EnumName.of(retention.overflow()));
    object.writeEndObject();
  }
}
