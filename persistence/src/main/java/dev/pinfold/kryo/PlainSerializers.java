package dev.pinfold.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which serializer a described class gets when it is read as a plain value: that of {@link
 * Serializers}, or what makes another value of the same bytes. No key or element is compared, so
 * that none can be lost for being equal in its plain form, and hashes cost nothing.
 */
final class PlainSerializers {
  /** The name of a class of arrays, as {@code Class.getName()} has it. */
  private static final Pattern ARRAY = Pattern.compile("\\[{1,255}([BCDFIJSZ]|L[^;\\[]+;)");

  private PlainSerializers() {}

  /** Makes the plain value; only reads. */
  @FunctionalInterface
  private interface Reader {
    Object read(Kryo kryo, Input input);
  }

  /**
   * @throws IllegalArgumentException if nothing is known of the class; the message says what
   */
  static void requireReadable(ClassLine line) {
    boolean isKnown = Serializers.known(line.className()).isPresent() || isArrayName(line);
    if ((line.kind() == ClassLine.Kind.KNOWN || isArray(line)) && !isKnown) {
      throw new IllegalArgumentException(
          "'"
              + line.className()
              + "' is no class of the JDK that this release knows: 'record', 'class', 'enum' or"
              + " 'name' would follow another, or a later release described it");
    }
    if (line.kind() != ClassLine.Kind.KNOWN && isKnown) {
      throw new IllegalArgumentException("nothing follows '" + line.className() + "'");
    }
  }

  /** Gives the class the next number, as {@link Serializers#register} would. */
  static void register(Kryo kryo, ClassLine line) {
    Class<?> known = Serializers.known(line.className()).orElse(Object.class);
    if (line.kind() != ClassLine.Kind.NAME && !Serializers.isAlways(known)) {
      int number = kryo.getNextRegistrationId();
      kryo.register(new Registration(known, serializer(line, known), number));
    }
  }

  private static Serializer<?> serializer(ClassLine line, Class<?> known) {
    return switch (line.kind()) {
      case KNOWN -> isArray(line) && !Serializers.isJdk(known) ? array() : ofTheJdk(known);
      case ENUM -> plain((kryo, input) -> input.readString()); // as EnumNameSerializer writes it
      case RECORD, CLASS -> fields(line);
      case NAME -> throw new IllegalStateException("a name has no number: " + line.className());
    };
  }

  private static boolean isArrayName(ClassLine line) {
    return ARRAY.matcher(line.className()).matches();
  }

  private static boolean isArray(ClassLine line) {
    return line.className().startsWith("[");
  }

  private static Serializer<?> array() {
    ArraySerializer serializer = new ArraySerializer(Object.class);
    return plain((kryo, input) -> Frozen.list(Arrays.asList(serializer.read(kryo, input, null))));
  }

  private static Serializer<?> ofTheJdk(Class<?> type) {
    if (Map.class.isAssignableFrom(type)) {
      return plain(PlainSerializers::map);
    }
    return Serializers.isCollection(type)
        ? new CollectionSerializer(ArrayList::new, Frozen::list)
        : Serializers.create(type);
  }

  private static Object map(Kryo kryo, Input input) {
    List<Map.Entry<Object, Object>> entries = new ArrayList<>();
    MapSerializer.readEntries(
        kryo, input, (key, value) -> entries.add(new SimpleImmutableEntry<>(key, value)));
    return new KryoMap(entries);
  }

  private static Serializer<?> fields(ClassLine line) {
    Map<String, Class<?>> declared = new LinkedHashMap<>();
    line.fields().forEach((name, type) -> declared.put(name, FieldFormat.declared(type)));
    return plain(
        (kryo, input) -> {
          Map<String, Object> values = new LinkedHashMap<>();
          declared.forEach((name, type) -> values.put(name, FieldFormat.read(kryo, input, type)));
          return new KryoObject(line.className(), values);
        });
  }

  private static Serializer<Object> plain(Reader reader) {
    return new Serializer<>() {
      @Override
      public void write(Kryo kryo, Output output, Object value) {
        throw new UnsupportedOperationException("plain values are only read");
      }

      @Override
      public Object read(Kryo kryo, Input input, Class<?> ignored) {
        return reader.read(kryo, input);
      }
    };
  }
}
