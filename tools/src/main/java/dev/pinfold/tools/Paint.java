package dev.pinfold.tools;

/**
 * Colours text for a terminal.
 *
 * @param on whether there is one that wants colours; else text stays as it is
 */
record Paint(boolean on) {
  private static final String END = "\033[0m";

  /** For what is well, or comes. */
  String green(String text) {
    return on ? "\033[32m" + text + END : text;
  }

  /** For what is bad, or goes. */
  String red(String text) {
    return on ? "\033[31m" + text + END : text;
  }

  /** For what is in between. */
  String yellow(String text) {
    return on ? "\033[33m" + text + END : text;
  }
}
