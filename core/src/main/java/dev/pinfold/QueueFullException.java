package dev.pinfold;

/**
 * The queue is at a limit of its retention, and its policy rejects adds rather than dropping the
 * oldest.
 */
public final class QueueFullException extends PinfoldException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what went wrong, where, and what to do next; not null
   * @param cause what led to it, or null
   */
  public QueueFullException(String message, Throwable cause) {
    super(Outcome.NOT_DONE, message, cause);
  }
}
