package dev.pinfold;

import java.util.Objects;

/**
 * The base of all failures of the engine. A caller's mistake (a null, a negative limit) is a
 * standard exception instead.
 */
public class PinfoldException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Outcome outcome;

  /**
   * @param outcome whether the operation happened, not null
   * @param message what went wrong, where, and what to do next; not null
   * @param cause what led to it, or null
   */
  public PinfoldException(Outcome outcome, String message, Throwable cause) {
    super(message, cause);
    this.outcome = Objects.requireNonNull(outcome, "outcome");
  }

  /** Whether the operation of the call that threw this happened; never null. */
  public final Outcome outcome() {
    return outcome;
  }
}
