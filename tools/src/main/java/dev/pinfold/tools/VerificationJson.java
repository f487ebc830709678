package dev.pinfold.tools;

import dev.pinfold.offline.Comparison;
import dev.pinfold.offline.Verification;
import java.nio.file.Path;

/** What a verification found, for programs: one object, as docs/commands/verify.md describes it. */
final class VerificationJson {
  private static final String SCHEMA = "pinfold.verify/1";

  private final Path directory;
  private final StoreJson parts;

  VerificationJson(Path directory, OutputOptions options) {
    this.directory = directory;
    this.parts = new StoreJson(options);
  }

  String of(Verification found, int exitCode) {
    return JsonLine.of(
        object -> {
          object.writeStringField("schema", SCHEMA);
          object.writeStringField("directory", directory.toString());
          object.writeStringField("storeId", found.storeId().toString());
          object.writeNumberField("exitCode", exitCode);
          parts.journal(object, found.journal());
          parts.snapshots(object, found.snapshots());
          object.writeNumberField("segments", found.segments());
          object.writeNumberField("transactions", found.transactions());
          object.writeNumberField("operations", found.operations());
          object.writeNumberField("bytes", found.bytes());
          object.writeNumberField("messages", found.messages());
          object.writeArrayFieldStart("comparisons");
          for (Comparison comparison : found.comparisons()) {
            object.writeStartObject();
            object.writeNumberField("from", comparison.from());
            object.writeNumberField("at", comparison.at());
            object.writeStringField("against", EnumName.of(comparison.against()));
            object.writeStringField("outcome", EnumName.of(comparison.outcome()));
            JsonLine.text(object, "why", comparison.why().orElse(null));
            object.writeEndObject();
          }
          object.writeEndArray();
        });
  }
}
