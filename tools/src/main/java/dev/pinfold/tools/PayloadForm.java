package dev.pinfold.tools;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/** How payloads are shown. */
enum PayloadForm {
  /** As text, when it is valid UTF-8. */
  TEXT,
  /** As JSON, when it is valid JSON. */
  JSON,
  /** In hexadecimal digits. */
  HEX,
  /** Not at all. */
  NONE;

  static final int MOST_SHOWN = 200; // characters

  /** Names on the command line. */
  static final class Names extends EnumName<PayloadForm> {
    Names() {
      super(PayloadForm.class);
    }
  }

  /** A payload in a line for people: without what commands a terminal, and its start when long. */
  String shown(byte[] payload) {
    String text = this == HEX ? null : utf8(payload);
    if (this == NONE || payload.length == 0) {
      return "";
    }
    if (text == null) {
      String hex = HexFormat.of().formatHex(payload, 0, Math.min(payload.length, MOST_SHOWN / 2));
      return "0x" + hex + (payload.length > MOST_SHOWN / 2 ? "…" : "");
    }
    return start(text);
  }

  /** The start of a text, without what commands a terminal. */
  static String start(String text) {
    int end = Math.min(text.length(), MOST_SHOWN);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return Escapes.controls(text.substring(0, end)) + (end < text.length() ? "…" : "");
  }

  /** Writes the whole payload, and how it is written. */
  void write(JsonGenerator object, byte[] payload) throws IOException {
    String text = this == HEX ? null : utf8(payload);
    if (this == NONE) {
      write(object, "none", null);
    } else if (this == HEX) {
      write(object, "hex", HexFormat.of().formatHex(payload));
    } else if (this == JSON && text != null && JsonText.isValue(text)) {
      object.writeStringField("payloadForm", "json");
      object.writeFieldName("payload");
      JsonText.copy(text, object);
    } else if (text != null) {
      write(object, "text", text);
    } else {
      write(object, "base64", Base64.getEncoder().encodeToString(payload));
    }
  }

  private static void write(JsonGenerator object, String form, String payload) throws IOException {
    object.writeStringField("payloadForm", form);
    JsonLine.text(object, "payload", payload);
  }

  /** The text that valid UTF-8 is, or null. */
  static String utf8(byte[] payload) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
