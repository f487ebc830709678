package dev.pinfold.codec;

/** The ready codecs. All of them are stateless or immutable, and safe for several threads. */
public final class Codecs {
  private Codecs() {}

  /**
   * The codec that leaves bytes as they are. Encoding copies the array, and an add reads it during
   * the call alone, so that the caller may go on using its own afterwards; decoding hands on the
   * stored array without a copy. It never throws {@link dev.pinfold.CodecException}, and reads the
   * bytes that any other codec wrote.
   *
   * @return the one instance, never null
   */
  public static Codec<byte[]> bytes() {
    return BytesCodec.INSTANCE;
  }

  /**
   * The codec of text as UTF-8. It is strict: text with half of a surrogate pair, and bytes that
   * are not well-formed UTF-8, are a {@link dev.pinfold.CodecException} rather than replacement
   * characters, so what comes out is always exactly what went in. Takes time in proportion to the
   * length.
   *
   * @return the one instance, never null
   */
  public static Codec<String> text() {
    return TextCodec.INSTANCE;
  }

  /**
   * The codec of JSON for one class, by a Jackson mapper with Jackson's default settings. {@link
   * JsonCodec} says what these are, and takes a mapper of your own.
   *
   * @param type the class of the values, not null
   * @param <T> the type of the values
   * @return a new codec; creating it costs about as much as creating an {@code ObjectMapper}, so
   *     keep it
   * @throws IllegalStateException if Jackson is not on the class path; the message names the
   *     artifact
   * @throws IllegalArgumentException if reading the class would load classes that JSON names
   */
  public static <T> Codec<T> json(Class<T> type) {
    try {
      return JsonCodec.of(type);
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "JSON needs Jackson, which is an optional dependency of Pinfold and not on the class path: "
              + "add the artifact com.fasterxml.jackson.core:jackson-databind (2.x). Missing is "
              + e.getMessage(),
          e);
    }
  }
}
