package dev.pinfold.tools;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the command line knows of itself, for tests of what describes it. */
final class CommandModel {
  private CommandModel() {}

  /** {@code pinfold} with all that is below it. */
  static CommandSpec root() {
    Console console =
        new Console(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            Terminal.NONE);
    return Main.model(console);
  }

  /** The commands that the help lists, in its order. */
  static List<CommandSpec> visible(CommandSpec root) {
    return root.subcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(command -> !command.usageMessage().hidden())
        .toList();
  }
}
