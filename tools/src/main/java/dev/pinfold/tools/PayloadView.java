package dev.pinfold.tools;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;

/** Shows payloads: decoded where a schema fits, else as they are, in one form. */
final class PayloadView {
  /**
   * Characters of a whole decoded payload: a few bytes of it can mean many, such as those of a bit
   * set, or names of fields.
   */
  static final int MOST_DECODED = 8 << 20;

  private final PayloadForm form;
  private final KryoPayloads schemas;

  PayloadView(PayloadForm form, KryoPayloads schemas) {
    this.form = form;
    this.schemas = schemas;
  }

  /** A payload in a line for people: without what commands a terminal, and its start when long. */
  String shown(byte[] payload) {
    return decoded(payload)
        .map(
            value ->
                PayloadForm.start(
                    form == PayloadForm.JSON
                        ? PlainJson.text(value, PayloadForm.MOST_SHOWN + 1)
                        : PlainLine.of(value, PayloadForm.MOST_SHOWN + 1)))
        .orElseGet(() -> form.shown(payload));
  }

  /** Writes the whole payload, and how it is written. */
  void write(JsonGenerator object, byte[] payload) throws IOException {
    Optional<Object> value = decoded(payload);
    if (value.isEmpty() || !isWritten(object, value.get())) {
      form.write(object, payload);
    }
  }

  /** Writes a decoded payload, unless it is too long. */
  private boolean isWritten(JsonGenerator object, Object value) throws IOException {
    boolean isJson = form == PayloadForm.JSON;
    int most = MOST_DECODED + 1;
    String text = isJson ? PlainJson.text(value, most) : PlainLine.of(value, most);
    if (text.length() >= most) {
      schemas.rememberTooLong(MOST_DECODED);
      return false;
    }
    object.writeStringField("payloadForm", isJson ? "kryo" : "kryo-text");
    if (isJson) {
      object.writeFieldName("payload");
      PlainJson.write(object, value);
    } else {
      object.writeStringField("payload", text);
    }
    return true;
  }

  private Optional<Object> decoded(byte[] payload) {
    return form == PayloadForm.TEXT || form == PayloadForm.JSON
        ? schemas.decode(payload)
        : Optional.empty();
  }

  /** Tells on standard error what no schema fits, when some were given. */
  void tell(Console console) {
    schemas.tell(console);
  }
}
