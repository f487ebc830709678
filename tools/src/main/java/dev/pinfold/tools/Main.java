package dev.pinfold.tools;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The {@code pinfold} command. Results go to standard output, all else to standard error; it exits
 * with 0, or with 1 and one line that says why; those that only look tell more by {@link
 * OfflineExit their codes}.
 */
@Command(
    name = "pinfold",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Durable message queues in a directory.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExit codes and variables:%n",
    footer = {
      "Exits with 0, or with 1 and one line on standard error that says why; what inspect, journal,"
          + " show, verify, replay, report, salvage, diff, export, backup and restore exit with,"
          + " their help says.",
      "",
      "  PINFOLD_STORE   the store when --store is not given",
      "  PINFOLD_LOG     also log to standard error: error, warn, info or debug",
      "  NO_COLOR        no colours on a terminal either"
    })
public final class Main implements Callable<Integer> {
  private static final String STORE_VARIABLE = "PINFOLD_STORE";

  private final Console console;
  private final Map<String, String> environment;

  /** Null when it was not given. */
  private Path store;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where an error came from.")
  private boolean stackTrace;

  @Spec private CommandSpec spec;

  private Main(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = environment;
  }

  /** Called for each time the option is given: before the command's name, and after it. */
  @Option(
      names = "--store",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "The store's directory (else the variable PINFOLD_STORE).")
  void setStore(Path given) {
    if (given == null) {
      return;
    }
    if (given.toString().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--store is empty; it must name a directory");
    }
    if (store != null && !store.equals(given)) {
      throw new ParameterException(
          spec.commandLine(), "--store is given twice, as " + store + " and as " + given);
    }
    store = given;
  }

  /** Runs the command and ends the JVM. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // the text is English, and so are its numbers
    Console console = Console.ofProcess();
    Logging.configure(System.getenv("PINFOLD_LOG"), console);
    System.exit(run(console, System.getenv(), args));
  }

  /** Runs the command and returns its exit code. */
  static int run(Console console, Map<String, String> environment, String... args) {
    Main main = new Main(console, environment);
    try {
      int code = main.commandLine(Commands.neededBy(args)).execute(args);
      if (code == 0) { // else a write may have failed, and must not be done again
        console.flush();
      }
      return code;
    } catch (Throwable e) { // also errors of the JVM, such as a heap that is too small
      return main.fail(e);
    }
  }

  /** What the command line knows of itself, for what describes it. */
  static CommandSpec model(Console console) {
    return new Main(console, Map.of()).commandLine(Commands.ALL).getCommandSpec();
  }

  private CommandLine commandLine(List<Class<?>> commands) {
    CommandLine commandLine = new CommandLine(this);
    commands.forEach(commandLine::addSubcommand);
    commandLine.setExpandAtFiles(false); // @name is a queue or a file as any other
    commandLine.registerConverter(Path.class, new PathName());
    commandLine.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            console.terminal().coloursOutput() ? Ansi.ON : Ansi.OFF));
    commandLine.setOut(console.outputWriter());
    commandLine.setErr(console.errorWriter());
    commandLine.setParameterExceptionHandler(
        (e, args) -> {
          String name = e.getCommandLine().getCommandSpec().qualifiedName();
          return fail(
              new ToolException(ErrorLine.of(e) + hint(e) + "; see " + name + " --help", e));
        });
    commandLine.setExecutionExceptionHandler((e, failed, parsed) -> fail(e));
    return commandLine;
  }

  /** For who meant a name that looks like an option. */
  private static String hint(ParameterException e) {
    return e instanceof MissingParameterException
            && e.getCommandLine().getUnmatchedArguments().stream()
                .anyMatch(arg -> arg.startsWith("-"))
        ? " (one that begins with - goes behind --)"
        : "";
  }

  private int fail(Throwable e) {
    return fail(e, 1);
  }

  /** Says why a command failed, and returns its exit code. */
  int fail(Throwable e, int code) {
    console.error(ErrorLine.of(e));
    if (stackTrace) {
      e.printStackTrace(console.errorWriter());
    }
    return code;
  }

  @Override
  public Integer call() {
    throw new ToolException("a command is missing; see pinfold --help", null);
  }

  /** Where the command reads and writes. */
  public Console console() {
    return console;
  }

  /** Whether the command line names a store. */
  public boolean namesStore() {
    return store != null;
  }

  /** The store's directory as the user gave it. */
  public Path store() {
    if (store != null) {
      return store;
    }
    String variable = environment.get(STORE_VARIABLE);
    if (variable == null || variable.isEmpty()) {
      throw new ToolException("which store? Give --store DIR or set " + STORE_VARIABLE, null);
    }
    try {
      return PathName.of(variable);
    } catch (TypeConversionException e) {
      throw new ToolException(STORE_VARIABLE + ": " + e.getMessage(), e);
    }
  }
}
