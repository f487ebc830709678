package dev.pinfold;

/** The store was closed before or during the call. */
public final class StoreClosedException extends PinfoldException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what went wrong, where, and what to do next; not null
   * @param cause what led to it, or null
   */
  public StoreClosedException(String message, Throwable cause) {
    super(Outcome.NOT_DONE, message, cause);
  }
}
