package dev.pinfold.tools;

import dev.pinfold.Pinfold;

/** A queue's name on the command line. */
final class QueueName {
  private static final int REPLACEMENT = 0xfffd;

  private QueueName() {}

  /**
   * Refuses a name that no queue can have, and one that the JVM could not decode: it would be the
   * name of another queue.
   */
  static String require(String argument) {
    if (argument.indexOf(REPLACEMENT) >= 0) {
      throw new ToolException(
          "the queue's name is not text in this locale; set one with UTF-8, such as"
              + " LC_ALL=C.UTF-8",
          null);
    }
    try (Pinfold any = Pinfold.inMemory()) {
      return any.queue(argument).name();
    }
  }
}
