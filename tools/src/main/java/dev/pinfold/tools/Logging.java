package dev.pinfold.tools;

/**
 * Keeps the libraries' log off the terminal. What a user must know (a damaged tail that was cut)
 * the commands say themselves; the variable {@code PINFOLD_LOG} brings the log back.
 */
final class Logging {
  private Logging() {}

  /** Sets the log's level; to be called before the first logger is made. */
  static void configure(String level) {
    System.setProperty(
        "org.slf4j.simpleLogger.defaultLogLevel", level == null || level.isEmpty() ? "off" : level);
    System.setProperty("slf4j.internal.verbosity", "ERROR");
  }
}
