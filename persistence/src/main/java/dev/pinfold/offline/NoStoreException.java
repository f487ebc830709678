package dev.pinfold.offline;

import dev.pinfold.Outcome;
import dev.pinfold.PinfoldException;

/** A directory is no store of queues, or one that a later release has written. */
public final class NoStoreException extends PinfoldException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was found, where, and what to do next; not null
   * @param cause what led to it, or null
   */
  NoStoreException(String message, Throwable cause) {
    super(Outcome.NOT_DONE, message, cause);
  }
}
