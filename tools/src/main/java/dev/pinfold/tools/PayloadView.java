package dev.pinfold.tools;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;

/** Shows payloads: decoded where a schema fits, else as they are, in one form. */
final class PayloadView {
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
                        ? PlainJson.text(value)
                        : PlainLine.of(value, PayloadForm.MOST_SHOWN + 1)))
        .orElseGet(() -> form.shown(payload));
  }

  /** Writes the whole payload, and how it is written. */
  void write(JsonGenerator object, byte[] payload) throws IOException {
    Optional<Object> value = decoded(payload);
    if (value.isEmpty()) {
      form.write(object, payload);
    } else if (form == PayloadForm.JSON) {
      object.writeStringField("payloadForm", "kryo");
      object.writeFieldName("payload");
      PlainJson.write(object, value.get());
    } else {
      object.writeStringField("payloadForm", "kryo-text");
      object.writeStringField("payload", PlainLine.of(value.get(), Integer.MAX_VALUE));
    }
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
