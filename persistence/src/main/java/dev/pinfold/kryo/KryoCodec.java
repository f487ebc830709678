package dev.pinfold.kryo;

import dev.pinfold.CodecException;
import dev.pinfold.codec.Codec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The codec of Java objects, by Kryo, for an explicit list of classes.
 *
 * <pre>{@code
 * Codec<Order> orders =
 *     KryoCodec.of(Order.class, Item.class, Status.class, List.class, Instant.class, BigDecimal.class);
 * }</pre>
 *
 * <p><b>What may be listed.</b> Records; enums (written by name, so constants may be added and
 * moved); classes with a constructor without arguments and without final fields; arrays; {@code
 * List}, {@code Set} and {@code Map}, which stand for the JDK's unmodifiable and other unnamed ones
 * ({@code List.of}, {@code Stream.toList}, {@code Map.copyOf}, {@code Arrays.asList}) and are read
 * as unmodifiable ones in the same order; {@code ArrayList}, {@code HashMap} and the other common
 * collections, of which {@code TreeSet} and {@code TreeMap}, where listed, stand for the JDK's
 * unnamed sorted ones (views, unmodifiable ones) without a comparator; {@code Optional}, {@code
 * UUID}, {@code BigDecimal}, {@code BigInteger}, {@code URI}, {@code java.time}. Strings and the
 * boxes of primitives need not be listed. An interface or an abstract class may be listed as {@code
 * T}; it is a name only, and its implementations must be listed too. Objects are trees: one that is
 * referred to twice is written twice, and more than {@value KryoSession#MAX_DEPTH} levels, hence
 * every cycle, are refused.
 *
 * <p><b>What could not be read is not written.</b> A field of a collection that nothing listed is
 * read as, such as {@code EnumSet}, is refused when the codec is made; use {@code Set}. When a
 * value is encoded, there are refused: collections with a comparator; sets and maps that hold
 * elements or keys which are equal, such as those by identity; unnamed collections that would not
 * fit a field when they are read as what stands for them; locales with a script or extensions.
 *
 * <p><b>The list is part of the format.</b> Classes are numbered in the order of the list, and each
 * message begins with a fingerprint of the list: the names of the classes in order, and for records
 * and classes also the names and generic types of their fields. Whether a class is final is not
 * among them and makes no difference. Whatever changes there makes older messages unreadable with a
 * clear {@link CodecException}, never a wrong object. To go on reading them, leave the old classes
 * as they are, add new ones, and name the former list:
 *
 * <pre>{@code
 * KryoCodec.<Event>of(Event.class, Placed.class, PlacedV2.class)
 *     .alsoReading(KryoCodec.<Event>of(Event.class, Placed.class));
 * }</pre>
 *
 * <p><b>The bytes never choose the class</b> beyond that list, and allocate memory only in
 * proportion to their own length.
 *
 * <pre>
 * offset  bytes  a message, little-endian
 *      0      1  version of this layout, 2; no release wrote another
 *      1      4  fingerprint: CRC-32C of the list, see {@link #describe()}
 *      5         Kryo's number of the class, then the fields
 * </pre>
 *
 * <p>{@link KryoSchema} reads messages without the classes, by what {@link #describe()} gave.
 *
 * <p>Immutable and safe for several threads: each call borrows a Kryo of its own from a pool. A
 * call costs a fraction of a microsecond for a small record; the first one of each concurrent
 * thread, and creating a codec, some milliseconds.
 *
 * @param <T> the type of the values
 */
public final class KryoCodec<T> implements Codec<T> {
  static final byte VERSION = 2;
  static final int HEADER_BYTES = 5;
  private static final int MAX_CAUSES = 20;

  private final Class<T> type;
  private final List<Class<?>> listed;
  private final ClassSchema schema;
  private final List<KryoCodec<? extends T>> older;
  private final SessionPool sessions;

  private KryoCodec(
      Class<T> type,
      List<Class<?>> listed,
      ClassSchema schema,
      List<KryoCodec<? extends T>> older) {
    this.type = type;
    this.listed = listed;
    this.schema = schema;
    this.older = older;
    this.sessions = new SessionPool(() -> KryoSession.of(listed));
  }

  /**
   * A codec for values of one type that consist of the listed classes.
   *
   * @param type the type of the values, not null; it is the first of the list
   * @param alsoAllowed the other classes that may occur in such a value, in an order that is kept
   *     for as long as messages written by it live; none null, none twice
   * @param <T> the type of the values
   * @return a new codec; keep it, creating one costs milliseconds
   * @throws IllegalArgumentException if a class cannot be written faithfully, a field's final class
   *     is not listed, or nothing listed is read as a field's collection; the message says which
   *     and what to do
   */
  public static <T> KryoCodec<T> of(Class<T> type, Class<?>... alsoAllowed) {
    Objects.requireNonNull(type, "type");
    List<Class<?>> listed = new ArrayList<>();
    listed.add(type);
    listed.addAll(Arrays.asList(alsoAllowed));
    ClassSchema schema = ClassSchema.of(listed);
    KryoCodec<T> codec =
        new KryoCodec<>(type, Collections.unmodifiableList(listed), schema, List.of());
    codec.sessions.giveBack(codec.sessions.borrow()); // finds out now what cannot be written
    return codec;
  }

  /**
   * A codec that writes as this one does and also reads what a former one wrote.
   *
   * @param former the codec with the former list, not null; what it reads itself is read too
   * @return a new codec
   * @throws IllegalArgumentException if both lists have the same fingerprint
   */
  public KryoCodec<T> alsoReading(KryoCodec<? extends T> former) {
    Objects.requireNonNull(former, "former");
    List<KryoCodec<? extends T>> all = new ArrayList<>(older);
    all.add(former);
    all.addAll(former.older);
    for (KryoCodec<? extends T> each : all) {
      if (each.fingerprint() == fingerprint()) {
        throw new IllegalArgumentException(
            "The former list is this list: both have the fingerprint " + hex(fingerprint()));
      }
    }
    return new KryoCodec<>(type, listed, schema, List.copyOf(all));
  }

  /** The fingerprint that this codec writes: the CRC-32C of {@link #describe()} in UTF-8. */
  public int fingerprint() {
    return schema.fingerprint();
  }

  /**
   * The list in the form that the fingerprint is taken of, one line for each class: what to compare
   * between two versions of a program to see why a fingerprint changed. Keep it with each release,
   * and {@link KryoSchema} reads the messages without the classes. Never null.
   */
  public String describe() {
    return schema.text();
  }

  @Override
  public byte[] encode(T value) {
    Objects.requireNonNull(value, "value");
    KryoSession session = sessions.borrow();
    byte[] bytes;
    try {
      bytes = session.write(VERSION, fingerprint(), value);
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      throw new CodecException(
          "A value of "
              + value.getClass().getName()
              + " cannot be written: "
              + reason(e)
              + ". Only listed classes can; KryoCodec.of lists "
              + names(),
          e);
    }
    sessions.giveBack(session);
    return bytes;
  }

  @Override
  public T decode(byte[] bytes) {
    Objects.requireNonNull(bytes, "bytes");
    if (!hasHeader(bytes)) {
      throw unreadable(bytes, whyNoHeader(bytes), null);
    }
    int found = KryoSession.fingerprintOf(bytes);
    if (found == fingerprint()) {
      return read(bytes);
    }
    for (KryoCodec<? extends T> each : older) {
      if (found == each.fingerprint()) {
        return each.read(bytes);
      }
    }
    throw unreadable(
        bytes,
        "it was written for a list of classes with the fingerprint "
            + hex(found)
            + ", and this one has "
            + hex(fingerprint())
            + ": a class was added, removed or moved, or a field changed. Bring the former list back,"
            + " or name it by alsoReading(...)",
        null);
  }

  static boolean hasHeader(byte[] bytes) {
    return bytes.length >= HEADER_BYTES && bytes[0] == VERSION;
  }

  static String whyNoHeader(byte[] bytes) {
    return bytes.length < HEADER_BYTES
        ? "it is shorter than the header of " + HEADER_BYTES + " bytes"
        : "it begins with " + bytes[0] + " and not with the version " + VERSION;
  }

  private T read(byte[] bytes) {
    KryoSession session = sessions.borrow();
    Object value;
    try {
      value = session.read(bytes, HEADER_BYTES);
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      throw unreadable(bytes, reason(e), e);
    }
    sessions.giveBack(session);
    if (!type.isInstance(value)) {
      throw unreadable(
          bytes, "it holds " + (value == null ? "null" : value.getClass().getName()), null);
    }
    return type.cast(value);
  }

  private CodecException unreadable(byte[] bytes, String why, Throwable cause) {
    return new CodecException(
        "The message of "
            + bytes.length
            + " bytes cannot be read as "
            + type.getName()
            + ": "
            + why
            + ". The bytes themselves remain readable with Codecs.bytes()",
        cause);
  }

  /**
   * Kryo adds a trace of field names after the first line; a cause often says more than its wrap.
   */
  static String reason(Throwable e) {
    Throwable deepest = e;
    for (int i = 0; i < MAX_CAUSES && deepest.getCause() != null; i++) { // causes may be a cycle
      deepest = deepest.getCause();
    }
    String message = String.valueOf(deepest.getMessage());
    int end = message.indexOf('\n');
    return deepest.getClass().getSimpleName()
        + ": "
        + (end < 0 ? message : message.substring(0, end));
  }

  private String names() {
    List<String> names = new ArrayList<>();
    listed.forEach(each -> names.add(each.getTypeName()));
    return String.join(", ", names);
  }

  static String hex(int fingerprint) {
    return String.format(Locale.ROOT, "%08x", fingerprint);
  }

  @Override
  public String toString() {
    return "kryo of " + type.getName() + " (" + hex(fingerprint()) + ")";
  }
}
