package dev.pinfold.tools;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What standard output and standard error are connected to.
 *
 * @param output whether standard output is a terminal
 * @param error whether standard error is a terminal
 * @param colours whether colours are wanted where there is a terminal
 * @param unicode whether the terminal's encoding has more than ASCII
 */
public record Terminal(boolean output, boolean error, boolean colours, boolean unicode) {
  private static final String PROPERTY = "pinfold.terminals";

  /** Neither is a terminal. */
  public static final Terminal NONE = new Terminal(false, false, false, false);

  /** Asks the operating system, the environment, and what {@code bin/pinfold} found out. */
  static Terminal ofProcess(Map<String, String> environment) {
    boolean dumb = "dumb".equals(environment.get("TERM"));
    String noColor = environment.get("NO_COLOR");
    return new Terminal(
        !dumb && isTerminal(1, "out"),
        !dumb && isTerminal(2, "err"),
        !dumb && (noColor == null || noColor.isEmpty()),
        isUnicode());
  }

  /**
   * Java knows only whether both input and output are terminals; Linux and the script know each.
   */
  private static boolean isTerminal(int descriptor, String name) {
    String given = System.getProperty(PROPERTY);
    if (given != null) {
      return List.of(given.split(",")).contains(name);
    }
    Path link = Path.of("/proc/self/fd/" + descriptor);
    try {
      String target = Files.readSymbolicLink(link).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return false; // no Linux: the script knows, and without it we are modest
    }
  }

  private static boolean isUnicode() {
    String encoding = System.getProperty("native.encoding", Charset.defaultCharset().name());
    return encoding.toUpperCase(java.util.Locale.ROOT).startsWith("UTF");
  }

  /** Whether standard output gets colours. */
  public boolean coloursOutput() {
    return output && colours;
  }
}
