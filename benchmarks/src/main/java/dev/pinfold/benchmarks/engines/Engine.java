package dev.pinfold.benchmarks.engines;

import java.io.Closeable;
import java.io.IOException;

/**
 * An engine under test, open on a directory: named queues of byte payloads at one durability. What
 * an engine cannot do it refuses with {@link UnsupportedOperationException}; nothing is emulated.
 */
public interface Engine extends Closeable {

  /** What an acknowledged operation really survives here, and by which settings. */
  String describe();

  /** The queue of this name, made when it is missing. Opening it again is cheap. */
  EngineQueue queue(String name) throws Exception;

  /**
   * Makes the pages of the files that the next {@code bytes} of payload will go to warm, if this
   * engine does not do so by itself by using files again. Called outside of what is measured.
   *
   * @return whether it did anything
   */
  default boolean warm(long bytes) throws Exception {
    return false;
  }

  /** Gives back what is not needed any more. Called outside of what is measured. */
  default void settle() throws Exception {}

  @Override
  void close() throws IOException;
}
