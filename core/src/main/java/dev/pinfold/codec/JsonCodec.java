package dev.pinfold.codec;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pinfold.CodecException;
import java.io.IOException;
import java.util.Objects;

/**
 * The codec of JSON, by Jackson databind 2.x. Only this class of Pinfold, with what it uses in its
 * package, needs Jackson: a program that does not use it does not have to have it.
 *
 * <p>Bytes that follow the JSON value, and JSON {@code null}, are errors. With {@link #of(Class)}
 * all else is as Jackson has it by default; in particular a property that the class does not have
 * is an error, and {@code java.time} needs a mapper of your own with its module.
 *
 * <p><b>The bytes never choose the class.</b> Jackson can be told to load whatever class the JSON
 * names: who can write to the file could then run code in the program. All that does so in Jackson
 * is refused here: a mapper with default typing ({@code activateDefaultTyping}); types and
 * properties annotated {@code @JsonTypeInfo} with {@code Id.CLASS} or {@code Id.MINIMAL_CLASS};
 * values and map keys of {@code Class}, and values of Jackson's {@code JavaType}. Use {@code
 * Id.NAME} with listed subtypes instead. What is seen from the type of the values is refused when
 * the codec is made; what is met behind an interface or {@code Object}, when such a value is
 * encoded or decoded. Left are deserializers, type id resolvers, creators and setters of your own
 * that load a class by a name which they read: these are yours to judge.
 *
 * <p>Immutable and safe for several threads. The mapper is copied: changing it later has no effect
 * on the codec.
 *
 * @param <T> the type of the values
 */
public final class JsonCodec<T> implements Codec<T> {
  private final JavaType type;
  private final ObjectWriter writer;
  private final ObjectReader reader;

  private JsonCodec(ObjectMapper mapper, JavaType type) {
    this.type = type;
    NoClassNames.applyTo(mapper);
    try {
      this.writer = mapper.writer().with(SerializationFeature.EAGER_SERIALIZER_FETCH).forType(type);
      this.reader =
          mapper
              .reader()
              .with(DeserializationFeature.EAGER_DESERIALIZER_FETCH)
              .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .forType(type);
    } catch (NoClassNames.Refused e) {
      throw new IllegalArgumentException(
          "There is no JSON codec of " + type.toCanonical() + ": " + e.getMessage(), e);
    }
  }

  /**
   * A codec for one class, by a mapper with Jackson's default settings. Creating it is slow
   * (milliseconds): keep it.
   *
   * @param type the class of the values, not null
   * @param <T> the type of the values
   * @return a new codec
   * @throws IllegalArgumentException if reading the type would load classes that JSON names
   */
  public static <T> JsonCodec<T> of(Class<T> type) {
    Objects.requireNonNull(type, "type");
    ObjectMapper mapper = JsonMapper.builder().build();
    return new JsonCodec<>(mapper, mapper.constructType(type));
  }

  /**
   * A codec for one class, by a mapper of the caller.
   *
   * @param mapper the mapper to copy, not null
   * @param type the class of the values, not null
   * @param <T> the type of the values
   * @return a new codec
   * @throws IllegalArgumentException if the mapper has default typing enabled, or cannot be copied,
   *     or if reading the type would load classes that JSON names
   */
  public static <T> JsonCodec<T> of(ObjectMapper mapper, Class<T> type) {
    Objects.requireNonNull(type, "type");
    return of(mapper, mapper.constructType(type));
  }

  /**
   * A codec for a generic type such as {@code new TypeReference<List<Order>>() {}}, by a mapper of
   * the caller.
   *
   * @param mapper the mapper to copy, not null
   * @param type the type of the values, not null
   * @param <T> the type of the values
   * @return a new codec
   * @throws IllegalArgumentException if the mapper has default typing enabled, or cannot be copied,
   *     or if reading the type would load classes that JSON names
   */
  public static <T> JsonCodec<T> of(ObjectMapper mapper, TypeReference<T> type) {
    Objects.requireNonNull(type, "type");
    return of(mapper, mapper.constructType(type));
  }

  /**
   * A codec for a type that Jackson constructed, by a mapper of the caller. That {@code T} is this
   * type cannot be checked.
   *
   * @param mapper the mapper to copy, not null
   * @param type the type of the values, not null
   * @param <T> the type of the values
   * @return a new codec
   * @throws IllegalArgumentException if the mapper has default typing enabled, or cannot be copied,
   *     or if reading the type would load classes that JSON names
   */
  public static <T> JsonCodec<T> of(ObjectMapper mapper, JavaType type) {
    Objects.requireNonNull(mapper, "mapper");
    Objects.requireNonNull(type, "type");
    ObjectMapper own = copy(mapper);
    requireNoDefaultTyping(own);
    return new JsonCodec<>(own, type);
  }

  private static ObjectMapper copy(ObjectMapper mapper) {
    try {
      return mapper.copy();
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(
          mapper.getClass().getName()
              + " cannot be copied, and a mapper that may still change is not safe here: override"
              + " copy() in it, or pass a plain JsonMapper",
          e);
    }
  }

  /**
   * Both configurations return the very object that {@code setDefaultTyping} was given, whatever
   * the type asked for, and null when default typing is off: that object being there is what
   * enables it.
   */
  private static void requireNoDefaultTyping(ObjectMapper mapper) {
    JavaType any = mapper.constructType(Object.class);
    if (mapper.getDeserializationConfig().getDefaultTyper(any) != null
        || mapper.getSerializationConfig().getDefaultTyper(any) != null) {
      throw new IllegalArgumentException(
          "The mapper has default typing enabled: it would load classes named by stored bytes."
              + " Call deactivateDefaultTyping() on a copy of it, and annotate the types that need"
              + " subtypes with @JsonTypeInfo(use = Id.NAME) and @JsonSubTypes");
    }
  }

  @Override
  public byte[] encode(T value) {
    Objects.requireNonNull(value, "value");
    try {
      return writer.writeValueAsBytes(value);
    } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
      throw new CodecException(
          "A value of "
              + value.getClass().getName()
              + " cannot be written as JSON of "
              + type.toCanonical()
              + ": "
              + e.getMessage()
              + ". Change the class, or pass JsonCodec.of a mapper that can",
          e);
    }
  }

  @Override
  public T decode(byte[] bytes) {
    Objects.requireNonNull(bytes, "bytes");
    T value;
    try {
      value = reader.readValue(bytes);
    } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
      throw unreadable(bytes, e.getMessage(), e);
    }
    if (value == null) {
      throw unreadable(bytes, "it is the JSON null", null);
    }
    return value;
  }

  private CodecException unreadable(byte[] bytes, String why, Throwable cause) {
    return new CodecException(
        "The message of "
            + bytes.length
            + " bytes is not JSON of "
            + type.toCanonical()
            + ": "
            + why
            + ". Read it with the codec that wrote it, or with Codecs.bytes()",
        cause);
  }

  @Override
  public String toString() {
    return "json of " + type.toCanonical();
  }
}
