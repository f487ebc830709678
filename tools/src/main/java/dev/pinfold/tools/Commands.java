package dev.pinfold.tools;

import dev.pinfold.tools.demo.DemoCommand;
import dev.pinfold.tools.demo.DemoConsumer;
import dev.pinfold.tools.demo.DemoProducer;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The commands below {@code pinfold}. */
final class Commands {
  /** In the order in which the help lists them. */
  static final List<Class<?>> ALL =
      List.of(
          AddCommand.class,
          TakeCommand.class,
          PeekCommand.class,
          CountCommand.class,
          QueuesCommand.class,
          PurgeCommand.class,
          AlterCommand.class,
          SnapshotCommand.class,
          CompactCommand.class,
          InspectCommand.class,
          JournalCommand.class,
          ShowCommand.class,
          VerifyCommand.class,
          ReplayCommand.class,
          ReportCommand.class,
          SalvageCommand.class,
          DiffCommand.class,
          ExportCommand.class,
          ImportCommand.class,
          BackupCommand.class,
          RestoreCommand.class,
          DemoCommand.class,
          DemoProducer.class,
          DemoConsumer.class,
          CompletionCommand.class,
          HelpCommand.class);

  private Commands() {}

  /**
   * The commands that picocli must know of to understand a command line: the one that its first
   * argument names, or all of them. To find out what a command takes costs picocli milliseconds for
   * each, which for all would be half the time that a short one runs.
   */
  static List<Class<?>> neededBy(String... args) {
    for (Class<?> command : ALL) {
      if (args.length > 0 && isNamed(command, args[0]) && knowsNoOthers(command)) {
        return List.of(command);
      }
    }
    return ALL;
  }

  private static boolean isNamed(Class<?> command, String name) {
    return command.getAnnotation(Command.class).name().equals(name);
  }

  private static boolean knowsNoOthers(Class<?> command) {
    return command != CompletionCommand.class && command != HelpCommand.class;
  }
}
