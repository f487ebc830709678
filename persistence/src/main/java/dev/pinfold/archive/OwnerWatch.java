package dev.pinfold.archive;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Looks whether the file {@code lock} still carries an owner's token: by reading it, or, where an
 * append waits for the answer, by its time and size, once it was read long after it had been
 * written (docs/design/0008). A clock that is set back, or a network's file system, may hide a
 * change from the second way, until the file is read the next time. Thread-safe.
 */
final class OwnerWatch {
  /** A change of the file so long after it was written shows in its time: two seconds do. */
  static final long SETTLED_NANOS = 3_000_000_000L;

  private final Path directory;
  private final File file;
  private final String token;
  private final LongSupplier nanoTime;
  private final long written;
  private long settledMillis; // guarded by this: its time with the token; 0: not known
  private long settledBytes; // guarded by this

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
   * As {@link #other}, but the file is read only when it looks changed. By the old interface to
   * files, for its lack of ceremony: code that runs so seldom is never compiled.
   */
  synchronized Optional<String> otherIfChanged() throws IOException {
    long millis = file.lastModified(); // 0 when it is not there
    boolean looksTheSame = millis != 0 && millis == settledMillis && file.length() == settledBytes;
    return looksTheSame ? Optional.empty() : other();
  }

  /** The name of who has written another token; empty for none, also when the file is not whole. */
  synchronized Optional<String> other() throws IOException {
    long millis =
        file.lastModified(); // before it is read: a change behind that shows the next time
    long bytes = file.length();
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
