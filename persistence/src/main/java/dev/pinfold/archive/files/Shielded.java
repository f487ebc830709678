package dev.pinfold.archive.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Runs file work untouched by interrupts: a file channel closes itself when its thread is
 * interrupted, and a caller's interrupt must not damage the store. The interrupt is kept for the
 * caller.
 */
public final class Shielded {
  private Shielded() {}

  /** File work that opens what it uses, so that it can be done again from the start. */
  public interface Work<T> {
    T run() throws IOException;
  }

  /** Does the work, again when an interrupt came in its middle. */
  public static <T> T run(Work<T> work) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        interrupted |= Thread.interrupted();
        try {
          return work.run();
        } catch (ClosedByInterruptException | InterruptedIOException e) {
          interrupted = true; // the interrupt came in the middle: again
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
