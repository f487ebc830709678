package dev.pinfold.tools;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.pinfold.durable.StoreWriter;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;

/**
 * Reads lines of JSON that others wrote into a new store: each is a message, byte by byte. Blank
 * lines are none, nor is the mark of UTF-8 that some programs begin a file with.
 */
final class ForeignReader {
  private static final byte[] UTF8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final StoreWriter writer;
  private final String source;
  private final String queue;
  private final String arrivalField; // null: they arrive now
  private final int maxBytes;
  private long lines;
  private long messages;
  private Instant last = Instant.EPOCH;

  /**
   * @param source what is read, in words
   * @param queue one that was opened
   * @param arrivalField the field of a line that says when it arrived; null for now
   * @param maxBytes the largest message that the store takes
   */
  ForeignReader(
      StoreWriter writer, String source, String queue, String arrivalField, int maxBytes) {
    this.writer = writer;
    this.source = source;
    this.queue = queue;
    this.arrivalField = arrivalField;
    this.maxBytes = maxBytes;
  }

  /** How many messages were read. */
  long messages() {
    return messages;
  }

  /**
   * Reads all of it.
   *
   * @throws ToolException for a line that is no JSON, or does not say when it arrived
   */
  void read(InputStream input) throws IOException {
    LineReader reader = new LineReader(input, maxBytes);
    Instant now = Instant.now();
    try {
      for (byte[] line = reader.next(); line != null; line = reader.next()) {
        lines++;
        add(lines == 1 ? withoutMark(line) : line, now);
      }
    } catch (LineReader.LineTooLongException e) {
      lines++;
      throw wrong("is " + e.getMessage() + "; the store takes at most " + maxBytes, e);
    }
  }

  private void add(byte[] line, Instant now) throws IOException {
    if (isBlank(line)) {
      return;
    }
    messages++;
    Instant arrival = arrival(line, now);
    last = arrival.isAfter(last) ? arrival : last; // a queue's arrivals do not go back
    writer.add(queue, messages, last, Map.of(), line, 0, 0);
  }

  private static byte[] withoutMark(byte[] line) {
    int marked = UTF8_MARK.length;
    return line.length >= marked && Arrays.equals(line, 0, marked, UTF8_MARK, 0, marked)
        ? Arrays.copyOfRange(line, marked, line.length)
        : line;
  }

  private static boolean isBlank(byte[] line) {
    for (byte each : line) {
      if (each != ' ' && each != '\t' && each != '\r') {
        return false;
      }
    }
    return true;
  }

  private Instant arrival(byte[] line, Instant now) throws IOException {
    try (JsonParser parser = JsonText.FACTORY.createParser(line)) {
      parser.nextToken();
      Instant arrival = now;
      if (arrivalField == null) {
        parser.skipChildren();
      } else {
        arrival = arrival(parser);
      }
      if (parser.nextToken() != null) {
        throw wrong("is more than one JSON value", null);
      }
      return arrival;
    } catch (JsonProcessingException e) {
      throw wrong("is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private Instant arrival(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw wrong("is no JSON object, so it has no field " + arrivalField, null);
    }
    Instant found = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals(arrivalField)) {
        found = time(parser);
      } else {
        parser.skipChildren();
      }
    }
    if (found == null) {
      throw wrong("has no field " + arrivalField, null);
    }
    return found;
  }

  private Instant time(JsonParser parser) throws IOException {
    try {
      Instant time =
          parser.currentToken() == JsonToken.VALUE_NUMBER_INT
              ? Instant.ofEpochMilli(Long.parseLong(parser.getText()))
              : OffsetDateTime.parse(parser.getText()).toInstant();
      return Instant.ofEpochMilli(time.toEpochMilli());
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw wrong(
          "has " + arrivalField + " '" + parser.getText() + "', no time as 2026-11-23T20:00:00Z",
          e);
    }
  }

  private ToolException wrong(String why, Exception cause) {
    return new ToolException(source + " line " + lines + " " + why, cause);
  }
}
