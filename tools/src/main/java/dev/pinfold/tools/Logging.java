package dev.pinfold.tools;

import java.util.List;
import java.util.Locale;

/**
 * Keeps the libraries' log off the terminal. What a user must know (a damaged tail that was cut)
 * the commands say themselves; the variable {@code PINFOLD_LOG} brings the log back.
 */
final class Logging {
  private static final List<String> LEVELS =
      List.of("off", "error", "warn", "info", "debug", "trace");

  private Logging() {}

  /** Sets the log's level; to be called before the first logger is made. */
  static void configure(String asked, Console console) {
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", level(asked, console));
    System.setProperty("slf4j.internal.verbosity", "ERROR");
  }

  /** The level for what was asked, which may be null. */
  static String level(String asked, Console console) {
    if (asked == null || asked.isEmpty()) {
      return "off";
    }
    String level = asked.toLowerCase(Locale.ROOT);
    if (LEVELS.contains(level)) {
      return level;
    }
    console.note(
        "PINFOLD_LOG is " + asked + ", none of error, warn, info and debug; it means info");
    return "info";
  }
}
