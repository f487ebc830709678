package dev.pinfold.tools.demo;

/** The demo came to an end that it should not: a fault of the store, or of the machine. */
final class DemoException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DemoException(String message) {
    super(message);
  }
}
