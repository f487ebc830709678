package dev.pinfold;

/**
 * This JVM lacks flags that the store needs, or is of a version that it does not support. Nothing
 * was touched.
 */
public final class UnsupportedRuntimeException extends PinfoldException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what went wrong, where, and what to do next; not null
   * @param cause what led to it, or null
   */
  public UnsupportedRuntimeException(String message, Throwable cause) {
    super(Outcome.NOT_DONE, message, cause);
  }
}
