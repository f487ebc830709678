package dev.pinfold.archive.files;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Random numbers of the operating system, from its file of them where it has one. The first {@link
 * SecureRandom} of a process, which reads the same file, takes 10 ms of an opening to set up.
 * Numbers are read ahead: opening the file takes a tenth of a millisecond of the append that begins
 * a segment (docs/design/0008).
 */
public final class SystemRandom {
  private static final String SOURCE = "/dev/urandom";
  private static final int AHEAD_BYTES = 512;

  private static ByteBuffer ahead = ByteBuffer.allocate(0); // guarded by the class

  private SystemRandom() {}

  /** A number that nobody can foretell. Reads a few bytes now and then; thread-safe. */
  public static synchronized long nextLong() {
    if (!ahead.hasRemaining()) {
      ahead = ByteBuffer.wrap(read());
    }
    return ahead.getLong();
  }

  private static byte[] read() {
    try (InputStream source = new FileInputStream(SOURCE)) {
      byte[] bytes = source.readNBytes(AHEAD_BYTES);
      if (bytes.length == AHEAD_BYTES) {
        return bytes;
      }
    } catch (IOException e) {
      return generate(); // not a Unix
    }
    return generate();
  }

  private static byte[] generate() {
    byte[] bytes = new byte[AHEAD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
