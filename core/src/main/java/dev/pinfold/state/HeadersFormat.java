package dev.pinfold.state;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Headers as bytes: nothing for none; else for each header, in order, key and value, each as an
 * unsigned variable-length count of bytes (7 bits a byte, low first, the high bit says that more
 * follow) and that many bytes of UTF-8.
 */
public final class HeadersFormat {
  /** No headers. */
  public static final byte[] NONE = {};

  private HeadersFormat() {}

  /**
   * Encodes headers.
   *
   * @throws IllegalArgumentException when a key or value is no valid Unicode
   * @throws NullPointerException when a key or value is null
   */
  public static byte[] encode(Map<String, String> headers) {
    if (headers.isEmpty()) {
      return NONE;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    headers.forEach(
        (key, value) -> {
          write(out, key);
          write(out, value);
        });
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, String text) {
    byte[] bytes = strictUtf8("header", text);
    int rest = bytes.length;
    while (rest >= 0x80) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    out.writeBytes(bytes);
  }

  /** UTF-8 of a text, refusing null and what UTF-8 cannot say (unpaired surrogates). */
  public static byte[] strictUtf8(String what, String text) {
    Objects.requireNonNull(text, what);
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "the " + what + " \"" + text + "\" is no valid Unicode (an unpaired surrogate)", e);
    }
  }

  /**
   * Decodes headers; the result is unmodifiable.
   *
   * @throws IllegalArgumentException when the bytes are not headers
   */
  public static Map<String, String> decode(byte[] bytes) {
    if (bytes.length == 0) {
      return Map.of();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    Map<String, String> headers = new LinkedHashMap<>();
    while (in.hasRemaining()) {
      headers.put(read(in), read(in));
    }
    return Collections.unmodifiableMap(headers);
  }

  private static String read(ByteBuffer in) {
    int length = 0;
    for (int shift = 0; ; shift += 7) {
      if (!in.hasRemaining() || shift > 28) {
        throw new IllegalArgumentException("headers end inside a length");
      }
      byte next = in.get();
      length |= (next & 0x7f) << shift;
      if (next >= 0) {
        break;
      }
    }
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException(
          "a header of " + length + " bytes where " + in.remaining() + " are left");
    }
    byte[] text = new byte[length];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
