package dev.pinfold.offline;

/** Ends a pass over the journal early: all that was wanted was seen. */
final class ReadStop extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ReadStop() {
    super(null, null, false, false);
  }
}
