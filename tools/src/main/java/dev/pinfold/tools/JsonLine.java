package dev.pinfold.tools;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** JSON objects, a line each, in printable ASCII: nothing in them can command a terminal. */
final class JsonLine {
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .streamWriteConstraints(
              StreamWriteConstraints.builder().maxNestingDepth(Integer.MAX_VALUE).build())
          .build(); // payloads are as deep as a parser takes them, inside of ours

  private JsonLine() {}

  /** Writes the fields of an object. */
  interface Fields {
    void write(JsonGenerator object) throws IOException;
  }

  /** One object. */
  static String of(Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator object = JSON.createGenerator(text)) {
      object.writeStartObject();
      fields.write(object);
      object.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a string writer has none
    }
    return text.toString().replace("\u007f", "\\u007F");
  }

  /** Writes a number, or null where there is none. */
  static void number(JsonGenerator object, String name, long value, boolean isThere)
      throws IOException {
    if (isThere) {
      object.writeNumberField(name, value);
    } else {
      object.writeNullField(name);
    }
  }

  /** Writes a text, or null. */
  static void text(JsonGenerator object, String name, String value) throws IOException {
    if (value == null) {
      object.writeNullField(name);
    } else {
      object.writeStringField(name, value);
    }
  }
}
