package dev.pinfold.archive;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Looks whether the file {@code lock} still carries an owner's token. A look comes with each new
 * segment, under the lock of who appends, where reading the file took 300 of the 450 us that the
 * change of segments did (docs/design/0008). So once the file was read, and had been written long
 * before that, it is read again only when it has another time or size: file systems tell times
 * apart that differ by two seconds, or less. Thread-safe.
 */
final class OwnerWatch {
  /** A change of the file so long after it was written shows in its time. */
  static final long SETTLED_NANOS = 3_000_000_000L;

  private final Path directory;
  private final File file;
  private final String token;
  private final LongSupplier nanoTime;
  private final long written;
  private long settledMillis; // the file's time when it carried the token; 0: not known
  private long settledBytes;

  /**
   * A watch of a file that was just written.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  OwnerWatch(Path directory, String token, LongSupplier nanoTime) {
    this.directory = directory;
    this.file = directory.resolve(OwnerText.FILE).toFile();
    this.token = token;
    this.nanoTime = nanoTime;
    this.written = nanoTime.getAsLong();
  }

  /**
   * The name of who has written another token; empty for none, also when the file is not whole. By
   * the old interface to files, for its lack of ceremony: none of this is ever compiled.
   */
  synchronized Optional<String> other() throws IOException {
    long millis = file.lastModified(); // 0 when it is not there
    long bytes = file.length();
    if (millis != 0 && millis == settledMillis && bytes == settledBytes) {
      return Optional.empty();
    }
    boolean tells = nanoTime.getAsLong() - written >= SETTLED_NANOS;
    Optional<OwnerText> holder = OwnerText.read(directory);
    if (holder.isPresent() && !holder.get().token().equals(token)) {
      return Optional.of(holder.get().name());
    }
    settledMillis = tells && holder.isPresent() ? millis : 0;
    settledBytes = bytes;
    return Optional.empty();
  }
}
