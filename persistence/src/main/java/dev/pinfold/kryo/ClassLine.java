package dev.pinfold.kryo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A line of a {@link ClassSchema}: a class, what it is, and its fields. This class formats it and
 * parses it.
 *
 * <pre>
 * app.Order record at:java.time.Instant items:java.util.List&lt;? extends app.Item&gt; total:long
 * app.Status enum
 * app.Event name
 * java.util.List
 * </pre>
 *
 * @param className the name of the class, as {@code Class.getName()} has it
 * @param kind what it is
 * @param fields for records and classes, the names of the fields and their generic types, in the
 *     order in which they are written; copied
 */
record ClassLine(String className, Kind kind, Map<String, String> fields) {
  /** What a listed class is; all but {@link #KNOWN} stands in the line in lower case. */
  enum Kind {
    /** What is written in the same way by each program: of the JDK, or an array. */
    KNOWN,
    /** Only the type of others: no value is written as one. */
    NAME,
    /** An enum. */
    ENUM,
    /** A record. */
    RECORD,
    /** A class with fields. */
    CLASS;

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    private boolean hasFields() {
      return this == RECORD || this == CLASS;
    }
  }

  ClassLine {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  ClassLine(String className, Kind kind) {
    this(className, kind, Map.of());
  }

  String text() {
    StringBuilder line = new StringBuilder(className);
    if (kind != Kind.KNOWN) {
      line.append(' ').append(kind.word());
    }
    fields.forEach((name, type) -> line.append(' ').append(name).append(':').append(type));
    return line.toString();
  }

  /**
   * @throws IllegalArgumentException if that is no such line; the message says why
   */
  static ClassLine parse(String line) {
    List<String> words = words(line);
    if (words.get(0).isEmpty()) {
      throw new IllegalArgumentException(
          "a line begins with the name of a class, this with a blank");
    }
    if (words.size() == 1) {
      return new ClassLine(words.get(0), Kind.KNOWN);
    }
    Kind kind = kind(words.get(1));
    Map<String, String> fields = new LinkedHashMap<>();
    for (String field : words.subList(2, words.size())) {
      int colon = field.indexOf(':');
      if (!kind.hasFields() || colon < 1 || colon == field.length() - 1) {
        throw new IllegalArgumentException(
            kind.hasFields()
                ? "'" + field + "' stands where the name of a field, a colon and its type belong"
                : "'" + field + "' follows '" + kind.word() + "', which nothing may");
      }
      if (fields.put(field.substring(0, colon), field.substring(colon + 1)) != null) {
        throw new IllegalArgumentException(
            "the field '" + field.substring(0, colon) + "' stands there twice");
      }
    }
    return new ClassLine(words.get(0), kind, fields);
  }

  private static Kind kind(String word) {
    for (Kind each : Kind.values()) {
      if (each != Kind.KNOWN && each.word().equals(word)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "'" + word + "' stands where 'record', 'class', 'enum' or 'name' belongs");
  }

  /** What blanks separate, but for those inside of angle brackets: {@code List<? extends Item>}. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    int depth = 0;
    int begin = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      depth += c == '<' ? 1 : c == '>' ? -1 : 0;
      if (c == ' ' && depth == 0) {
        words.add(line.substring(begin, i));
        begin = i + 1;
      }
    }
    if (depth != 0) {
      throw new IllegalArgumentException("its angle brackets do not match");
    }
    words.add(line.substring(begin));
    return words;
  }
}
