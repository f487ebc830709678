package dev.pinfold.tools;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description =
          "Decode payloads of KryoCodec for text and json, without their classes: a file of what"
              + " describe() gave, once or, separated by blank lines, several times. Several may be"
              + " given.")
  private List<Path> schemas = new ArrayList<>();

  /**
   * What shows them.
   *
   * @throws ToolException when a schema cannot be read
   */
  PayloadView view(Console console) {
    return new PayloadView(form, KryoPayloads.of(schemas, console));
  }
}
