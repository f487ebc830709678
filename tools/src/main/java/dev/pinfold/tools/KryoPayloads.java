package dev.pinfold.tools;

import dev.pinfold.CodecException;
import dev.pinfold.kryo.KryoSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Decodes payloads of {@code KryoCodec} by the schemas that were given, and remembers what they did
 * not fit, to tell it in the end.
 */
final class KryoPayloads {
  private static final int MAX_PAYLOAD_BYTES = 1 << 20; // decoded they may take 250 times as much
  private static final int MAX_FILE_BYTES = 16 << 20;
  private static final int MOST_TOLD = 3;

  private final Map<Integer, KryoSchema> schemas = new HashMap<>(); // by fingerprint
  private final Set<String> untold = new LinkedHashSet<>(); // in the order found

  /**
   * @throws ToolException when a file cannot be read, or is no schema
   */
  static KryoPayloads of(List<Path> files, Console console) {
    KryoPayloads payloads = new KryoPayloads();
    for (Path file : files) {
      Inputs.requireReadable(file);
      try {
        KryoSchema.parseAll(text(file, console))
            .forEach(schema -> payloads.schemas.put(schema.fingerprint(), schema));
      } catch (IOException | IllegalArgumentException e) {
        throw new ToolException(Inputs.name(file) + ": " + e.getMessage(), e);
      }
    }
    return payloads;
  }

  private static String text(Path file, Console console) throws IOException {
    try (InputStream in = Inputs.open(file, console)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new IOException("is larger than 16 MiB, which no schema is");
      }
      String text = PayloadForm.utf8(bytes);
      if (text == null) {
        throw new IOException("is no text in UTF-8, which what KryoCodec.describe() gives is");
      }
      return text;
    }
  }

  /** The value that a payload is, if a schema fits it. */
  Optional<Object> decode(byte[] payload) {
    OptionalInt fingerprint =
        schemas.isEmpty() ? OptionalInt.empty() : KryoSchema.fingerprintOf(payload);
    if (fingerprint.isEmpty()) {
      return Optional.empty();
    }
    KryoSchema schema = schemas.get(fingerprint.getAsInt());
    if (schema == null) {
      if (PayloadForm.utf8(payload) == null) {
        remember(
            "no --schema has the fingerprint "
                + String.format(Locale.ROOT, "%08x", fingerprint.getAsInt())
                + ", with which a payload begins if a KryoCodec wrote it: give what its describe()"
                + " gave");
      }
      return Optional.empty();
    }
    if (payload.length > MAX_PAYLOAD_BYTES) {
      remember("payloads of more than 1 MiB are not decoded");
      return Optional.empty();
    }
    try {
      return Optional.of(schema.decode(payload));
    } catch (CodecException e) {
      remember("a payload is not decoded: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Remembers that a payload was decoded, and has more characters then than are written. */
  void rememberTooLong(int most) {
    remember("payloads that have more than " + most + " characters decoded are shown as they are");
  }

  private void remember(String line) {
    if (untold.size() < MOST_TOLD) {
      untold.add(line);
    }
  }

  /** Tells on standard error why payloads are shown as they were without a schema. */
  void tell(Console console) {
    untold.forEach(console::note);
    untold.clear();
  }
}
