package dev.pinfold.kryo;

import dev.pinfold.CodecException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads messages of a {@link KryoCodec} without its classes, by the text that {@link
 * KryoCodec#describe()} gave: for tools, and for programs that no longer have the classes.
 *
 * <pre>{@code
 * Files.writeString(path, codec.describe()); // in each release that writes messages
 *
 * KryoSchema schema = KryoSchema.parse(Files.readString(path));
 * Object order = schema.decode(message);
 * // KryoObject[className=app.Order, fields={at=2026-11-23T20:00:00Z, id=o-7, items=[...]}]
 * }</pre>
 *
 * <p>Each value is read as:
 *
 * <ul>
 *   <li>a record, or an object of a class: {@link KryoObject}, of its class's name and its fields;
 *   <li>a constant of an enum: its name, a {@code String};
 *   <li>a string, or the box of a primitive: itself;
 *   <li>a list, a set, a queue, or an array of objects: a {@code List}, unmodifiable, in the order
 *       in which it was written;
 *   <li>a map: {@link KryoMap}, of its entries in that order;
 *   <li>an {@code Optional}: one of what it holds, read in this way;
 *   <li>an array of a primitive, and all else of the JDK that a {@code KryoCodec} takes ({@code
 *       Instant}, {@code UUID}, {@code BigDecimal}...): itself;
 *   <li>null: null.
 * </ul>
 *
 * <p>Whether a value fits the type of its field is not looked at, nor what a record's constructor
 * would refuse: a damaged message may be read here and not by the codec. What the codec reads is
 * read here too.
 *
 * <p>Immutable and safe for several threads: each call borrows a Kryo of its own from a pool.
 */
public final class KryoSchema {
  private static final String COMMENT = "#";
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String text;
  private final int fingerprint;
  private final SessionPool sessions;

  private KryoSchema(String text, List<ClassLine> lines) {
    this.text = text;
    this.fingerprint = ClassSchema.fingerprint(text);
    this.sessions = new SessionPool(() -> KryoSession.described(lines));
  }

  /**
   * The schema that a text is.
   *
   * @param description what {@link KryoCodec#describe()} gave, not null; a byte order mark may
   *     stand before it, lines may end as on Windows, and blank lines stand before and after it,
   *     and lines that begin with {@code #}
   * @return a new schema; keep it, its first reading costs milliseconds
   * @throws IllegalArgumentException if the text is no description, or several; the message says in
   *     which line, and what belongs there
   */
  public static KryoSchema parse(String description) {
    List<KryoSchema> all = parseAll(description);
    if (all.size() != 1) {
      throw new IllegalArgumentException(
          "the text has " + all.size() + " descriptions, which blank lines separate, and not one");
    }
    return all.get(0);
  }

  /**
   * The schemas in a text, such as those of all releases whose messages are still there.
   *
   * @param descriptions what {@link KryoCodec#describe()} gave once or several times, separated by
   *     blank lines, not null; else as for {@link #parse}
   * @return a new list of at least one, in the order of the text
   * @throws IllegalArgumentException if the text has no description, or something else; the message
   *     says in which line, and what belongs there
   */
  public static List<KryoSchema> parseAll(String descriptions) {
    Objects.requireNonNull(descriptions, "descriptions");
    List<KryoSchema> schemas = new ArrayList<>();
    Parser parser = new Parser();
    int number = 0;
    String text =
        descriptions.startsWith(BYTE_ORDER_MARK)
            ? descriptions.substring(BYTE_ORDER_MARK.length())
            : descriptions;
    for (String each : text.lines().toList()) {
      number++;
      String line = each.stripTrailing();
      if (line.isEmpty()) {
        parser.end(schemas);
      } else if (!line.startsWith(COMMENT)) {
        parser.line(number, line);
      }
    }
    parser.end(schemas);
    if (schemas.isEmpty()) {
      throw new IllegalArgumentException(
          "the text has no description: it is what KryoCodec.describe() gives");
    }
    return schemas;
  }

  /** The lines of one description until now. */
  private static final class Parser {
    private List<ClassLine> lines = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    void line(int number, String text) {
      try {
        ClassLine line = ClassLine.parse(text);
        PlainSerializers.requireReadable(line);
        if (!names.add(line.className())) {
          throw new IllegalArgumentException(
              "'" + line.className() + "' stands there twice; a blank line separates descriptions");
        }
        lines.add(line);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "line "
                + number
                + " is none of KryoCodec.describe(): "
                + e.getMessage()
                + ". Take the text as it was given",
            e);
      }
    }

    void end(List<KryoSchema> schemas) {
      if (!lines.isEmpty()) {
        String text = String.join("\n", lines.stream().map(ClassLine::text).toList());
        schemas.add(new KryoSchema(text, List.copyOf(lines)));
        lines = new ArrayList<>();
        names.clear();
      }
    }
  }

  /**
   * The fingerprint that a message begins with, by which to find its schema. Other bytes than those
   * of a {@link KryoCodec} may begin in the same way: only {@link #decode} tells.
   *
   * @param message the bytes of a message, not null
   * @return the fingerprint, or nothing when no {@link KryoCodec} can have written the bytes
   */
  public static OptionalInt fingerprintOf(byte[] message) {
    return KryoCodec.hasHeader(message)
        ? OptionalInt.of(KryoSession.fingerprintOf(message))
        : OptionalInt.empty();
  }

  /** The fingerprint of the messages that it reads: {@link KryoCodec#fingerprint()}. */
  public int fingerprint() {
    return fingerprint;
  }

  /** The description: {@link KryoCodec#describe()}. Never null. */
  public String describe() {
    return text;
  }

  /**
   * Reads a message. Takes time in proportion to its length, and memory of up to some 250 times
   * that and of the names of fields, whatever the bytes are: an object whose one field is another
   * may take a single byte. Nothing deeper than 256 levels is read.
   *
   * @param message the bytes of a message, not null
   * @return the value, as above, never null
   * @throws CodecException if it was written for another list of classes or is no such message; the
   *     message says which
   */
  public Object decode(byte[] message) {
    Objects.requireNonNull(message, "message");
    if (!KryoCodec.hasHeader(message)) {
      throw unreadable(message, KryoCodec.whyNoHeader(message), null);
    }
    int found = KryoSession.fingerprintOf(message);
    if (found != fingerprint) {
      throw unreadable(
          message,
          "it was written for a list of classes with the fingerprint " + KryoCodec.hex(found),
          null);
    }
    KryoSession session = sessions.borrow();
    Object value;
    try {
      value = session.read(message, KryoCodec.HEADER_BYTES);
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      throw unreadable(message, KryoCodec.reason(e), e);
    }
    sessions.giveBack(session);
    if (value == null) {
      throw unreadable(message, "it holds null", null);
    }
    return value;
  }

  private CodecException unreadable(byte[] message, String why, Throwable cause) {
    return new CodecException(
        "The message of " + message.length + " bytes cannot be read by the " + this + ": " + why,
        cause);
  }

  @Override
  public String toString() {
    return "schema " + KryoCodec.hex(fingerprint);
  }
}
