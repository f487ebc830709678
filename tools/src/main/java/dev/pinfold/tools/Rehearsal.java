package dev.pinfold.tools;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the usual commands once on a store of its own. The build calls this, so that Java can
 * archive the classes that they need, and {@code bin/pinfold} begins from that archive.
 */
final class Rehearsal {
  private static final List<String> COMMANDS =
      List.of(
          "add q",
          "queues",
          "peek q",
          "take q",
          "inspect",
          "inspect --json",
          "journal",
          "journal --json",
          "show q 1",
          "verify",
          "replay",
          "export",
          "journal --no-such-option",
          "help inspect");

  private Rehearsal() {}

  /** Ends the JVM; with 0 also where a command failed, since no less is known then. */
  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Path directory = Files.createTempDirectory("pinfold-rehearsal");
    try {
      String store = directory.resolve("store").toString();
      Logging.configure(null, console());
      for (String line : COMMANDS) {
        Main.run(console(), Map.of("PINFOLD_STORE", store), line.split(" "));
      }
    } finally {
      delete(directory);
    }
    System.exit(0);
  }

  private static Console console() {
    InputStream lines = new ByteArrayInputStream("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
    OutputStream nowhere = OutputStream.nullOutputStream();
    return new Console(lines, nowhere, nowhere, Terminal.NONE);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
