package dev.pinfold;

/**
 * A message, or a transaction, is larger than one segment of the store can take, or a message is
 * larger than its queue's limit of bytes, or than 2^31-1 bytes.
 */
public final class MessageTooLargeException extends PinfoldException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what went wrong, where, and what to do next; not null
   * @param cause what led to it, or null
   */
  public MessageTooLargeException(String message, Throwable cause) {
    super(Outcome.NOT_DONE, message, cause);
  }
}
