package dev.pinfold.engine;

import org.slf4j.Logger;

/** Tells the log what went wrong, where memory may be too short even for that. */
final class Telling {
  private Telling() {}

  static void warn(Logger log, String what, Throwable failure) {
    try {
      log.warn(what, failure);
    } catch (RuntimeException | Error e) {
      // It cannot be told, and what comes next matters more.
    }
  }
}
