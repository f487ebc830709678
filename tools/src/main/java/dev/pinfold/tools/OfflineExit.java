package dev.pinfold.tools;

import dev.pinfold.offline.JournalVerdict;
import dev.pinfold.offline.SeenSnapshot;
import java.util.List;

/** What the commands that look at a store without opening it exit with. */
final class OfflineExit {
  static final int SOUND = 0;

  /** As the other commands: what was asked for makes no sense, or the output cannot be written. */
  static final int USAGE = 1;

  static final int TORN = 2;
  static final int JOURNAL_DAMAGED = 3;
  static final int SNAPSHOT_DAMAGED = 4;
  static final int NO_STORE = 5;
  static final int INTERNAL = 6;

  private OfflineExit() {}

  /** Damage of the journal before that of snapshots, and that before a torn tail. */
  static int worse(int one, int other) {
    List<Integer> worstFirst = List.of(JOURNAL_DAMAGED, SNAPSHOT_DAMAGED, TORN, SOUND);
    return worstFirst.indexOf(one) < worstFirst.indexOf(other) ? one : other;
  }

  /** Of what was asked for nothing is there; what is wrong in the store may be why. */
  static int notThere(int found) {
    return found == SOUND ? USAGE : found;
  }

  /** The worst of what was found. */
  static int of(JournalVerdict journal, List<SeenSnapshot> snapshots) {
    if (journal.state() == JournalVerdict.State.DAMAGED) {
      return JOURNAL_DAMAGED;
    }
    if (!snapshots.stream().allMatch(SeenSnapshot::isGood)) {
      return SNAPSHOT_DAMAGED;
    }
    return journal.state() == JournalVerdict.State.TORN ? TORN : SOUND;
  }
}
