package dev.pinfold.tools;

import dev.pinfold.offline.JournalBound;
import dev.pinfold.offline.OfflineStore;
import dev.pinfold.offline.PastQueues;
import java.util.Optional;

/** A command that looks at a store without opening it: its exit code tells what it found. */
abstract class OfflineCommand extends CodedCommand {
  /** For the help of each. */
  static final String EXIT_CODES =
      "Exits with 0 when what was read is sound, 1 when it was used wrongly or the output failed, 2"
          + " when a crash left a torn tail, 3 when the journal is damaged, 4 when a snapshot is, or"
          + " says what the journal does not, 5 when there is no store or a later release wrote it, 6 when it failed otherwise.";

  @Override
  final int run() throws Exception {
    return look(OfflineStore.at(main().store()));
  }

  /** Looks at the store and returns the exit code. */
  abstract int look(OfflineStore store) throws Exception;

  /**
   * The queues as they were at a moment.
   *
   * @param option what names the moment
   * @param text what was given for it, or null for the journal's end
   */
  final PastQueues replay(OfflineStore store, String option, String text) {
    Optional<JournalBound> until = moment(option, text);
    try (ReadingBar bar = new ReadingBar(console(), true)) {
      return store.replay(until, bar);
    }
  }
}
