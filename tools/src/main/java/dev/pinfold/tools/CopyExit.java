package dev.pinfold.tools;

import dev.pinfold.offline.ReadReport;

/** What the commands that copy a store exit with. */
final class CopyExit {
  /** For the help of each. */
  static final String CODES =
      "Exits with 0 when it is done, 1 when it was used wrongly or the copy cannot be written, 3 when"
          + " nothing was copied since the store is damaged, 4 when it is done but for a damaged"
          + " snapshot, 5 when there is no store"
          + " or a later release wrote it, 6 when it failed otherwise.";

  private CopyExit() {}

  /** Tells what is wrong in what was copied, and returns the code: a torn tail is not in a copy. */
  static int of(ReadReport source, Console console) {
    int code = Findings.tell(source, console);
    return code == OfflineExit.TORN ? OfflineExit.SOUND : code;
  }
}
