package dev.pinfold.engine;

import dev.pinfold.codec.Codec;
import dev.pinfold.codec.Codecs;
import java.util.function.Function;

/** A codec of text that decodes in a way of its own. */
record Decoding(Function<byte[], String> decoder) implements Codec<String> {
  /** One that throws, also what Java does not let it, as other languages do. */
  static Decoding throwing(Throwable failure) {
    return new Decoding(
        bytes -> {
          throw Decoding.<RuntimeException>sneak(failure);
        });
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E sneak(Throwable failure) throws E {
    throw (E) failure;
  }

  @Override
  public byte[] encode(String value) {
    return Codecs.text().encode(value);
  }

  @Override
  public String decode(byte[] bytes) {
    return decoder.apply(bytes);
  }
}
