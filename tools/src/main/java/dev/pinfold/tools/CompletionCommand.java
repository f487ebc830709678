package dev.pinfold.tools;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * Prints picocli's script for completion, with two lines of it mended. Picocli's own command of
 * this name would have the shell expand the names of files that it offers for a parameter, so that
 * one such as {@code $(reboot)} would be run; and would take a parameter that is a part of some
 * option's name for that option, and so offer no files behind it.
 */
@Command(
    name = "generate-completion",
    description = {
      "Print a script for bash that completes commands, options and names of files.",
      "Needs no store."
    },
    footerHeading = "%nExample:%n",
    footer = "  source <(pinfold generate-completion)")
final class CompletionCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec root = spec.root();
    String script = mended(AutoComplete.bash(root.name(), root.commandLine()));
    main.console().printText(script);
    return 0;
  }

  private static String mended(String script) {
    return script
        .replace(
            "positionals=$( compgen -f -- \"${curr_word}\" ) # files",
            "COMPREPLY=( $( compgen -f -- \"${curr_word}\" ) ) # files\n      return")
        .replace(
            "[[ \"${optionsWithArgs}\" =~ ${previousWord} ]]",
            "[[ \"${optionsWithArgs}\" == *\"'${previousWord}'\"* ]]")
        .replace(
            "[[ \"${booleanOptions}\" =~ ${previousWord} ]]",
            "[[ \"${booleanOptions}\" == *\"'${previousWord}'\"* ]]");
  }
}
