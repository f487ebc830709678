package dev.pinfold.tools;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much a terminal shows.
 *
 * @param rows lines
 * @param columns characters a line
 */
public record TerminalSize(int rows, int columns) {
  /** What is taken for granted where nobody says. */
  public static final TerminalSize USUAL = new TerminalSize(24, 80);

  private static final Pattern ROWS_AND_COLUMNS = Pattern.compile("(\\d{1,5}) (\\d{1,5})\\s*");
  private static final int PATIENCE_SECONDS = 2;

  /** Asks the operating system about this process's terminal. */
  public static TerminalSize measure() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        if (!stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          return USUAL;
        }
        byte[] answer = stty.getInputStream().readAllBytes();
        return parse(new String(answer, StandardCharsets.US_ASCII));
      } finally {
        stty.destroyForcibly();
      }
    } catch (IOException e) {
      return USUAL; // no stty, or no terminal
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return USUAL;
    }
  }

  /** What {@code stty size} answers; some terminals do not know and say 0. */
  static TerminalSize parse(String answer) {
    Matcher matcher = ROWS_AND_COLUMNS.matcher(answer);
    if (!matcher.matches()) {
      return USUAL;
    }
    int rows = Integer.parseInt(matcher.group(1));
    int columns = Integer.parseInt(matcher.group(2));
    return rows == 0 || columns == 0 ? USUAL : new TerminalSize(rows, columns);
  }
}
