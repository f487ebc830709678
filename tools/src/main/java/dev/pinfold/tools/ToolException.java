package dev.pinfold.tools;

/** Ends a command with exit code 1; its message is the line that says why. */
public final class ToolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message the line that the user sees
   * @param cause what led to it, or null
   */
  public ToolException(String message, Throwable cause) {
    super(message, cause);
  }
}
