package dev.pinfold.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What reading something may take of the heap: no length that it states is believed. */
public final class Heap {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long ALWAYS = 1 << 20; // buffers
  private static final long FOR_EACH_BYTE = 1_000;
  private static final int TRIES = 2;

  private Heap() {}

  /** Something that reads. */
  @FunctionalInterface
  public interface Reading<T, E extends Exception> {
    /** Does it. */
    T read() throws E;
  }

  /**
   * Reads so many bytes, and requires that not much more was allocated for it; another time when
   * the first one was too much, since it may have loaded classes.
   */
  public static <T, E extends Exception> T bounded(long bytes, Reading<T, E> reading) throws E {
    long most = ALWAYS + FOR_EACH_BYTE * bytes;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      return reading.read();
    } finally {
      if (THREADS.getCurrentThreadAllocatedBytes() - before > most) {
        requireAtMost(most, reading);
      }
    }
  }

  private static void requireAtMost(long most, Reading<?, ?> reading) {
    long taken = 0;
    for (int i = 0; i < TRIES; i++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      Exception unused = failureOf(reading);
      taken = THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(taken).as("bytes allocated").isLessThanOrEqualTo(most);
  }

  private static Exception failureOf(Reading<?, ?> reading) {
    try {
      Object unused = reading.read();
      return null;
    } catch (Exception e) {
      return e;
    }
  }
}
