package dev.pinfold;

/**
 * An append, its application or a force failed, or another owner came, so the store refuses further
 * writes until it is closed and opened again. Queues in memory go on, unless a change to them was
 * applied in part. Of the call during which it failed the outcome may be {@link Outcome#UNKNOWN};
 * of every later call it is {@link Outcome#NOT_DONE}.
 */
public final class StoreFailedException extends PinfoldException {
  private static final long serialVersionUID = 1L;

  /**
   * @param outcome whether the operation happened, not null
   * @param message what went wrong, where, and what to do next; not null
   * @param cause what led to it, or null
   */
  public StoreFailedException(Outcome outcome, String message, Throwable cause) {
    super(outcome, message, cause);
  }
}
