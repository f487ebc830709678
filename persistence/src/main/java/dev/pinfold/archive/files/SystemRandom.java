package dev.pinfold.archive.files;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Random numbers of the operating system, from its file of them where it has one. The first {@link
 * SecureRandom} of a process, which reads the same file, takes 10 ms of an opening to set up
 * (docs/design/0008).
 */
public final class SystemRandom {
  private static final String SOURCE = "/dev/urandom";
  private static final int AHEAD_BYTES = 512;

  private static ByteBuffer ahead = ByteBuffer.allocate(0); // guarded by the class

  private SystemRandom() {}

  /** A number that nobody can foretell. Reads a few bytes; thread-safe. */
  public static long nextLong() {
    return read(Long.BYTES).getLong();
  }

  /**
   * One that was read ahead, now and then some at once, since opening the file takes a tenth of a
   * millisecond, and the append that begins a segment waits for it (docs/design/0008). A copy of
   * the whole running process goes on with the same numbers. Thread-safe.
   */
  public static synchronized long nextLongAhead() {
    if (!ahead.hasRemaining()) {
      ahead = read(AHEAD_BYTES);
    }
    return ahead.getLong();
  }

  private static ByteBuffer read(int count) {
    try (InputStream source = new FileInputStream(SOURCE)) {
      byte[] bytes = source.readNBytes(count);
      if (bytes.length == count) {
        return ByteBuffer.wrap(bytes);
      }
    } catch (IOException e) {
      return generate(count); // not a Unix
    }
    return generate(count);
  }

  private static ByteBuffer generate(int count) {
    byte[] bytes = new byte[count];
    new SecureRandom().nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }
}
