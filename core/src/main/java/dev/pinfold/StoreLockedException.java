package dev.pinfold;

/** Another process, or another store object of this process, owns the directory. */
public final class StoreLockedException extends PinfoldException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what went wrong, where, and what to do next; not null
   * @param cause what led to it, or null
   */
  public StoreLockedException(String message, Throwable cause) {
    super(Outcome.NOT_DONE, message, cause);
  }
}
