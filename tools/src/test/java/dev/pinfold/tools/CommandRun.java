package dev.pinfold.tools;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A run of the command in this JVM, and what it left. Bytes are shown as ISO-8859-1. */
record CommandRun(int code, String out, String err) {

  /** Text as {@link #out} shows its bytes. */
  static String bytesOf(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  static CommandRun of(String... args) {
    return withInput("", args);
  }

  /** Runs a command on a store. */
  static CommandRun on(Path store, String command, String... more) {
    List<String> args = new ArrayList<>(List.of(command, "--store", store.toString()));
    args.addAll(List.of(more));
    return of(args.toArray(String[]::new));
  }

  static CommandRun withInput(String input, String... args) {
    return withEnvironment(Map.of(), input, args);
  }

  static CommandRun withEnvironment(Map<String, String> environment, String input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    return to(out, environment, input, args);
  }

  /** Runs with an output of the test's own, such as one that fails. */
  static CommandRun to(
      OutputStream out, Map<String, String> environment, String input, String... args) {
    return run(
        new ByteArrayInputStream(input.getBytes(StandardCharsets.ISO_8859_1)),
        out,
        environment,
        args);
  }

  /** Runs with an input of the test's own, such as one that fails. */
  static CommandRun from(InputStream input, String... args) {
    return run(input, new ByteArrayOutputStream(), Map.of(), args);
  }

  private static CommandRun run(
      InputStream input, OutputStream out, Map<String, String> environment, String... args) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = new Console(input, out, err, Terminal.NONE);
    int code = Main.run(console, environment, args);
    String printed =
        out instanceof ByteArrayOutputStream bytes
            ? bytes.toString(StandardCharsets.ISO_8859_1)
            : "";
    return new CommandRun(code, printed, err.toString(StandardCharsets.UTF_8));
  }

  List<String> lines() {
    return out.lines().toList();
  }
}
