package dev.pinfold.tools;

import picocli.CommandLine.Option;

/** How payloads are shown: for all commands that show them. */
final class PayloadOption {
  @Option(
      names = "--payload",
      paramLabel = "FORM",
      defaultValue = "text",
      converter = PayloadForm.Names.class,
      completionCandidates = PayloadForm.Names.class,
      description = "Show payloads as text, json, hex or none. What is no text is shown in hex.")
  private PayloadForm form;

  PayloadForm form() {
    return form;
  }
}
