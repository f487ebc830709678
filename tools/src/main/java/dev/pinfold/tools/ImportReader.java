package dev.pinfold.tools;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.pinfold.Durability;
import dev.pinfold.Overflow;
import dev.pinfold.QueuePolicy;
import dev.pinfold.Retention;
import dev.pinfold.durable.StoreWriter;
import dev.pinfold.state.HeadersFormat;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.TypeConversionException;

/** Reads what {@link ExportJson} wrote into a new store, a message at a time. */
final class ImportReader {
  private final StoreWriter writer;
  private final String source;
  private JsonParser parser;
  private long queues;
  private long messages;
  private String queue; // that was opened last; null: none
  private long expected; // messages of it

  /**
   * @param source what is read, in words
   */
  ImportReader(StoreWriter writer, String source) {
    this.writer = writer;
    this.source = source;
  }

  /** One object of the file, as far as we know its fields; null or 0 for those not given. */
  private static final class Line {
    private String schema;
    private boolean redacted;
    private String queue;
    private QueuePolicy policy;
    private long nextNumber = 1;
    private Instant lastArrival = Instant.EPOCH;
    private boolean isMessage;
    private long message;
    private long messages;
    private Instant arrival;
    private int deliveries;
    private Instant leasedUntil;
    private Map<String, String> headers = Map.of();
    private byte[] payload;
    private boolean isEnd;
    private long endQueues;
    private long endMessages;
  }

  /** How many messages were read. */
  long messages() {
    return messages;
  }

  /**
   * Reads all of it.
   *
   * @throws ToolException when it is not what an export wrote, or not all of it
   */
  void read(InputStream input) throws IOException {
    try (JsonParser made = JsonText.FACTORY.createParser(input)) {
      parser = made;
      begin();
      Line line = next();
      while (line != null && !line.isEnd) {
        take(line);
        line = next();
      }
      end(line);
    } catch (JsonProcessingException e) {
      throw wrong("is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private void begin() throws IOException {
    Line first = next();
    if (first == null || !ExportJson.SCHEMA.equals(first.schema)) {
      throw wrong(
          "does not begin with a line of pinfold export (\"schema\":\""
              + ExportJson.SCHEMA
              + "\"); lines of other programs, pinfold add takes",
          null);
    }
    if (first.redacted) {
      throw wrong("is of an export with --redact: there are no payloads in it", null);
    }
  }

  private void end(Line end) throws IOException {
    if (end == null) {
      throw wrong("ends without its last line ({\"end\": ...}): it is not whole", null);
    }
    requireAllOfQueue();
    if (end.endQueues != queues || end.endMessages != messages) {
      throw wrong(
          String.format(
              "has %,d queues and %,d messages, and by its last line %,d and %,d",
              queues, messages, end.endQueues, end.endMessages),
          null);
    }
    if (parser.nextToken() != null) {
      throw wrong("goes on behind its last line", null);
    }
  }

  private void take(Line line) {
    try {
      if (line.queue == null) {
        throw wrong("tells of no queue", null);
      }
      if (!line.isMessage) {
        open(line);
      } else {
        add(line);
      }
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage(), e);
    }
  }

  private void open(Line line) {
    requireAllOfQueue();
    if (line.policy == null) {
      throw wrong("tells of a queue without its policy", null);
    }
    writer.open(line.queue, line.policy, line.nextNumber, line.lastArrival);
    queues++;
    queue = line.queue;
    expected = line.messages;
  }

  /** The queue that was read must be whole. */
  private void requireAllOfQueue() {
    if (queue != null && expected != 0) {
      throw wrong(
          String.format(
              "comes %s of queue \"%s\"",
              expected > 0 ? "before all messages" : "behind more messages than there were", queue),
          null);
    }
  }

  private void add(Line line) {
    if (line.payload == null || line.arrival == null) {
      throw wrong("is a message without payload (text, json or base64) or arrival", null);
    }
    if (!line.queue.equals(queue)) {
      throw wrong(
          "is a message of queue \"" + line.queue + "\", whose own line is not there", null);
    }
    if (line.deliveries < 0 || (line.leasedUntil != null && line.leasedUntil.toEpochMilli() < 0)) {
      throw wrong("has deliveries or leasedUntil below 0", null);
    }
    expected--;
    writer.add(
        line.queue,
        line.message,
        line.arrival,
        line.headers,
        line.payload,
        line.leasedUntil == null ? 0 : line.leasedUntil.toEpochMilli(),
        line.deliveries);
    messages++;
  }

  /** The next object, or null at the end. */
  private Line next() throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      return null;
    }
    if (token != JsonToken.START_OBJECT) {
      throw wrong("is no JSON object", null);
    }
    Line line = new Line();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      field(line, name);
    }
    return line;
  }

  private void field(Line line, String name) throws IOException {
    switch (name) {
      case "schema" -> line.schema = text(name);
      case "redacted" -> line.redacted = parser.currentToken() == JsonToken.VALUE_TRUE;
      case "queue" -> line.queue = text(name);
      case "policy" -> line.policy = policy();
      case "nextNumber" -> line.nextNumber = number(name);
      case "lastArrival" -> line.lastArrival = time(name);
      case "message" -> {
        line.message = number(name);
        line.isMessage = true;
      }
      case "messages" -> line.messages = number(name);
      case "arrival" -> line.arrival = time(name);
      case "deliveries" -> line.deliveries = (int) Math.min(Integer.MAX_VALUE, number(name));
      case "leasedUntil" -> line.leasedUntil = time(name);
      case "headers" -> line.headers = headers();
      case "text" -> line.payload = utf8(text(name));
      case "json" -> line.payload = utf8(JsonText.compact(parser));
      case "base64" -> line.payload = base64(name);
      case "end" -> end(line, name);
      default -> parser.skipChildren(); // of a later version
    }
  }

  private void end(Line line, String what) throws IOException {
    requireObject(what);
    line.isEnd = true;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("queues")) {
        line.endQueues = number(name);
      } else if (name.equals("messages")) {
        line.endMessages = number(name);
      } else {
        parser.skipChildren();
      }
    }
  }

  private QueuePolicy policy() throws IOException {
    requireObject("policy");
    Durability durability = Durability.PROCESS_CRASH;
    long maxCount = Long.MAX_VALUE;
    long maxBytes = Long.MAX_VALUE;
    Duration maxAge = Retention.FOREVER;
    Overflow overflow = Overflow.DROP_OLDEST;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      boolean isNull = parser.nextToken() == JsonToken.VALUE_NULL;
      switch (name) {
        case "durability" -> durability = named(new DurabilityName(), name);
        case "overflow" -> overflow = named(new OverflowName(), name);
        case "maxCount" -> maxCount = isNull ? Long.MAX_VALUE : number(name);
        case "maxBytes" -> maxBytes = isNull ? Long.MAX_VALUE : number(name);
        case "maxAgeMillis" ->
            maxAge = isNull ? Retention.FOREVER : Duration.ofMillis(number(name));
        default -> parser.skipChildren();
      }
    }
    try {
      return new QueuePolicy(durability, new Retention(maxCount, maxBytes, maxAge, overflow));
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage(), e);
    }
  }

  private <E extends Enum<E>> E named(EnumName<E> names, String name) throws IOException {
    try {
      return names.convert(text(name));
    } catch (TypeConversionException e) {
      throw wrong("has " + name + " that is wrong: " + e.getMessage(), e);
    }
  }

  private Map<String, String> headers() throws IOException {
    requireObject("headers");
    Map<String, String> headers = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      headers.put(name, text("the header " + name));
    }
    return headers;
  }

  private void requireObject(String name) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw wrong("has " + name + " that is no object", null);
    }
  }

  private String text(String name) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw wrong("has " + name + " that is no text", null);
    }
    return parser.getText();
  }

  private long number(String name) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw wrong("has " + name + " that is no whole number", null);
    }
    try {
      return parser.getLongValue();
    } catch (IOException e) {
      throw wrong("has " + name + " that is too large", e);
    }
  }

  private byte[] utf8(String text) {
    try {
      return HeadersFormat.strictUtf8("payload", text);
    } catch (IllegalArgumentException e) {
      throw wrong("has half of a character in its payload", e);
    }
  }

  private Instant time(String name) throws IOException {
    String text = text(name);
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      return Instant.ofEpochMilli(time.toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      throw wrong("has " + name + " '" + text + "', no time as 2026-11-23T20:00:00.000Z", e);
    }
  }

  private byte[] base64(String name) throws IOException {
    try {
      return Base64.getDecoder().decode(text(name));
    } catch (IllegalArgumentException e) {
      throw wrong("has " + name + " that is none: " + e.getMessage(), e);
    }
  }

  private ToolException wrong(String why, Exception cause) {
    return new ToolException(
        source + " line " + parser.currentLocation().getLineNr() + " " + why, cause);
  }
}
