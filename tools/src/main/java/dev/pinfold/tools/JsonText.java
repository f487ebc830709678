package dev.pinfold.tools;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** JSON values as text, numbers digit by digit: none of ours has room for all that JSON allows. */
final class JsonText {
  /** Payloads have the limits of messages, and no others. */
  static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .build())
          .streamWriteConstraints(
              StreamWriteConstraints.builder().maxNestingDepth(Integer.MAX_VALUE).build())
          .build();

  private JsonText() {}

  /** Whether a text is one whole value. */
  static boolean isValue(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a text is one whole value that would be written the same from what it says. */
  static boolean isCompact(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return parser.nextToken() != null
          && compact(parser).equals(text)
          && parser.nextToken() == null;
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  /** The value that a parser is at, without blanks; the parser is at its last token then. */
  static String compact(JsonParser parser) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(text)) {
      copyValue(parser, generator);
    }
    return text.toString();
  }

  /** Copies the value that a text is. */
  static void copy(String text, JsonGenerator to) throws IOException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      parser.nextToken();
      copyValue(parser, to);
    }
  }

  /** Copies the value that a parser is at; the parser is at its last token then. */
  static void copyValue(JsonParser parser, JsonGenerator to) throws IOException {
    int depth = 0;
    do {
      JsonToken token = parser.currentToken();
      if (token.isNumeric()) {
        to.writeNumber(parser.getText());
      } else {
        to.copyCurrentEvent(parser);
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    } while (depth > 0 && parser.nextToken() != null);
  }
}
