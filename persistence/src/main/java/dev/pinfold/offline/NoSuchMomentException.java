package dev.pinfold.offline;

/** A store was asked for its state at a moment of which neither journal nor snapshots tell. */
public final class NoSuchMomentException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Says what was asked for, and what is there. */
  public NoSuchMomentException(String message) {
    super(message);
  }
}
