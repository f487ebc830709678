package dev.pinfold;

/**
 * The disk, or the store's own limit, has no room for an add. Nothing was lost or changed; takes
 * and reads go on, and adds succeed again as soon as there is room.
 */
public final class StoreFullException extends PinfoldException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what went wrong, where, and what to do next; not null
   * @param cause what led to it, or null
   */
  public StoreFullException(String message, Throwable cause) {
    super(Outcome.NOT_DONE, message, cause);
  }
}
