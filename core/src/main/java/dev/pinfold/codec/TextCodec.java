package dev.pinfold.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pinfold.CodecException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.util.Locale;

/** Text as strict UTF-8. */
enum TextCodec implements Codec<String> {
  INSTANCE;

  private static final char REPLACEMENT = '\uFFFD';

  @Override
  public byte[] encode(String value) {
    int broken = indexOfUnpairedSurrogate(value);
    if (broken >= 0) {
      throw new CodecException(
          String.format(
              Locale.ROOT,
              "Text of %d chars has the unpaired surrogate U+%04X at index %d, which UTF-8 cannot"
                  + " express. Repair the text, or encode it yourself and use Codecs.bytes()",
              value.length(),
              (int) value.charAt(broken),
              broken),
          null);
    }
    return value.getBytes(UTF_8);
  }

  @Override
  public String decode(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    // The JDK's fast path replaces what is malformed; only such text needs the slow, strict look.
    if (text.indexOf(REPLACEMENT) >= 0) {
      requireWellFormed(bytes);
    }
    return text;
  }

  private static int indexOfUnpairedSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  private static void requireWellFormed(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CoderResult result = UTF_8.newDecoder().decode(in, CharBuffer.allocate(bytes.length), true);
    if (result.isError()) {
      throw new CodecException(
          String.format(
              Locale.ROOT,
              "The message of %d bytes is not UTF-8 text: malformed at byte %d (0x%02x). It was"
                  + " added with another codec: read it with that one, or with Codecs.bytes()",
              bytes.length,
              in.position(),
              bytes[in.position()]),
          null);
    }
  }

  @Override
  public String toString() {
    return "text";
  }
}
