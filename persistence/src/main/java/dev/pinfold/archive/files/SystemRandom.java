package dev.pinfold.archive.files;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Random numbers of the operating system, from its file of them where it has one. The first {@link
 * SecureRandom} of a process, which reads the same file, takes 10 ms of an opening to set up.
 */
public final class SystemRandom {
  private static final String SOURCE = "/dev/urandom";

  private SystemRandom() {}

  /** A number that nobody can foretell. Reads a few bytes; thread-safe. */
  public static long nextLong() {
    try (InputStream source = new FileInputStream(SOURCE)) {
      byte[] bytes = source.readNBytes(Long.BYTES);
      if (bytes.length == Long.BYTES) {
        return ByteBuffer.wrap(bytes).getLong();
      }
    } catch (IOException e) {
      return new SecureRandom().nextLong(); // not a Unix
    }
    return new SecureRandom().nextLong();
  }
}
