package dev.pinfold.offline;

import dev.pinfold.archive.journal.JournalCut;
import java.util.List;
import java.util.Optional;

/**
 * What was found of a journal.
 *
 * @param damages what no crash explains; in the order in which it was found
 * @param cut what a crash left at its end, and an opening would cut off; empty when there is none
 * @param lastTransaction the last transaction in it, 0 for none. Of one that is damaged behind the
 *     newest good snapshot: the last one that was restored by {@link OfflineStore#inspect}; from
 *     elsewhere 0
 */
public record JournalVerdict(List<Damage> damages, Optional<JournalCut> cut, long lastTransaction) {

  /** The verdict in one word. */
  public enum State {
    /** All that was read is whole. */
    SOUND,
    /** A crash left something at the end; the store opens by itself. */
    TORN,
    /** Something is damaged. */
    DAMAGED
  }

  /** Copies the list. */
  public JournalVerdict {
    damages = List.copyOf(damages);
  }

  /** The worst that was found. */
  public State state() {
    if (!damages.isEmpty()) {
      return State.DAMAGED;
    }
    return cut.isPresent() ? State.TORN : State.SOUND;
  }
}
