package dev.pinfold.offline;

import java.util.Objects;

/**
 * Who opened a store last, as its file {@code lock} says; an orderly close leaves the file as it
 * is.
 *
 * @param pid the number of the process, as that process saw it
 * @param command the program that it ran, empty when it did not say; not null
 * @param state whether it still has the store, not null
 */
public record Owner(long pid, String command, State state) {

  /** Whether a process still has a store, as far as can be told without touching the lock. */
  public enum State {
    /** It runs, and the system says that it holds the lock. */
    OPEN,
    /** It runs; whether it holds the lock, this system does not say. */
    RUNNING,
    /**
     * It ended or has closed the store. So it seems also when it runs on another machine, or where
     * this process cannot see it, such as in another container.
     */
    GONE
  }

  /** Whether nobody has the store any more, as far as it seems. */
  public boolean isGone() {
    return state == State.GONE;
  }

  /** Checks for nulls. */
  public Owner {
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(state, "state");
  }
}
