package dev.pinfold.tools;

/** How payloads are exported. */
enum ExportedPayload {
  /** As text, where they are UTF-8. */
  TEXT,
  /** As JSON, where they are that without blanks. */
  JSON;

  /** Names on the command line. */
  static final class Names extends EnumName<ExportedPayload> {
    Names() {
      super(ExportedPayload.class);
    }
  }
}
