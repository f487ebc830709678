package dev.pinfold.tools;

import dev.pinfold.offline.Inspection;
import dev.pinfold.offline.JournalBound;
import dev.pinfold.offline.OfflineStore;
import dev.pinfold.offline.PastQueues;
import dev.pinfold.offline.SeenQueue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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

  /** The queues that are wanted of those. */
  static PastQueues of(QueueFilter filter, PastQueues past) {
    return filter.isGiven() ? past.ofQueues(filter.names()) : past;
  }

  /** Whether a queue is wanted that was in none of these, which is told. */
  final boolean isMissing(QueueFilter filter, PastQueues... moments) {
    Set<String> there = new TreeSet<>();
    for (PastQueues past : moments) {
      past.queues().forEach(queue -> there.add(queue.name()));
    }
    return filter.isMissing(there, console());
  }

  /** Whether a queue is wanted that is not in a store, which is told. */
  final boolean isMissing(QueueFilter filter, Inspection store) {
    List<String> there = store.queues().stream().map(SeenQueue::name).toList();
    boolean isMissing = filter.isMissing(there, console());
    if (isMissing) {
      Findings.of(store.journal()).forEach(console()::note);
    }
    return isMissing;
  }
}
