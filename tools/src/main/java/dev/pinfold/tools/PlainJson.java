package dev.pinfold.tools;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pinfold.kryo.KryoMap;
import dev.pinfold.kryo.KryoObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;
import java.util.Set;

/** Values decoded without their classes as JSON, as docs/tools.md describes it. */
final class PlainJson {
  private static final String CLASS = "@class";

  private PlainJson() {}

  /**
   * The value as text, without blanks.
   *
   * @param most the characters that are made of it; of a longer text that is the start
   */
  static String text(Object value, int most) {
    BoundedText text = new BoundedText(most);
    try (JsonGenerator generator = JsonText.FACTORY.createGenerator(text)) {
      write(generator, value);
    } catch (BoundedText.Exceeded e) {
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // such a text has no other
    }
    return text.toString();
  }

  static void write(JsonGenerator json, Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof KryoObject object) {
      json.writeStartObject();
      json.writeStringField(CLASS, object.className());
      for (Map.Entry<String, Object> field : object.fields().entrySet()) {
        json.writeFieldName(field.getKey());
        write(json, field.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof KryoMap map) {
      write(json, map);
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object each : list) {
        write(json, each);
      }
      json.writeEndArray();
    } else if (isOptional(value)) {
      write(json, content(value));
    } else if (value instanceof BitSet bits) {
      write(json, bits);
    } else if (value instanceof byte[] bytes) {
      json.writeString(Base64.getEncoder().encodeToString(bytes));
    } else if (value.getClass().isArray()) {
      writeArray(json, value);
    } else {
      writeSingle(json, value);
    }
  }

  private static void writeSingle(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Float number && Float.isFinite(number)) {
      json.writeNumber(number);
    } else if (value instanceof Double number && Double.isFinite(number)) {
      json.writeNumber(number);
    } else if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      json.writeNumber(((Number) value).longValue());
    } else {
      json.writeString(PlainText.of(value));
    }
  }

  private static void writeArray(JsonGenerator json, Object array) throws IOException {
    json.writeStartArray();
    for (int i = 0; i < Array.getLength(array); i++) {
      write(json, Array.get(array, i));
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, BitSet bits) throws IOException {
    json.writeStartArray();
    for (PrimitiveIterator.OfInt set = bits.stream().iterator(); set.hasNext(); ) {
      json.writeNumber(set.nextInt());
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, KryoMap map) throws IOException {
    boolean isObject = hasNames(map);
    if (isObject) {
      json.writeStartObject();
    } else {
      json.writeStartArray();
    }
    for (Map.Entry<Object, Object> entry : map.entries()) {
      if (isObject) {
        json.writeFieldName(PlainText.of(entry.getKey()));
        write(json, entry.getValue());
      } else {
        json.writeStartObject();
        json.writeFieldName("key");
        write(json, entry.getKey());
        json.writeFieldName("value");
        write(json, entry.getValue());
        json.writeEndObject();
      }
    }
    if (isObject) {
      json.writeEndObject();
    } else {
      json.writeEndArray();
    }
  }

  /**
   * Whether the keys can be names of a JSON object: single values, of which no text comes twice.
   */
  private static boolean hasNames(KryoMap map) {
    Set<String> names = new HashSet<>();
    names.add(CLASS); // else a map could look like an object of that class
    for (Map.Entry<Object, Object> entry : map.entries()) {
      if (!isSingle(entry.getKey()) || !names.add(PlainText.of(entry.getKey()))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSingle(Object value) {
    return value != null
        && !(value instanceof KryoObject)
        && !(value instanceof KryoMap)
        && !(value instanceof List<?>)
        && !(value instanceof BitSet)
        && !isOptional(value)
        && !value.getClass().isArray();
  }

  static boolean isOptional(Object value) {
    return value instanceof Optional<?>
        || value instanceof OptionalInt
        || value instanceof OptionalLong
        || value instanceof OptionalDouble;
  }

  /** What an optional value holds, or null. */
  static Object content(Object optional) {
    if (optional instanceof OptionalInt number) {
      return number.isPresent() ? number.getAsInt() : null;
    } else if (optional instanceof OptionalLong number) {
      return number.isPresent() ? number.getAsLong() : null;
    } else if (optional instanceof OptionalDouble number) {
      return number.isPresent() ? number.getAsDouble() : null;
    }
    return ((Optional<?>) optional).orElse(null);
  }
}
