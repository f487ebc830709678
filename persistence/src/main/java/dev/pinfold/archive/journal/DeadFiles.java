package dev.pinfold.archive.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of dead segments, to be filled again. A snapshot sets many free at once, and while the
 * journal grows as it did they will be used up until the next one; once it does not, all but a few
 * are surplus. Not thread-safe.
 */
final class DeadFiles {
  private static final Logger log = LoggerFactory.getLogger(DeadFiles.class);

  /** They take so much at most. */
  private static final long MOST_BYTES = 2L << 30;

  /** For so long after a segment was last taken many are kept. */
  static final long BUSY_NANOS = 10_000_000_000L;

  private final Queue<Path> files = new ArrayDeque<>();
  private final LongSupplier nanoTime;
  private final long few;
  private final long many;
  private long taken;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  DeadFiles(JournalOptions options, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.few = options.segmentsAhead();
    this.many = Math.max(few, MOST_BYTES / options.segmentBytes());
    this.taken = nanoTime.getAsLong();
  }

  void add(Path file) {
    files.add(file);
  }

  /** One to be used again, or null. */
  Path poll() {
    return files.poll();
  }

  /** The journal grows: a segment was taken. */
  void noteTaken() {
    taken = nanoTime.getAsLong();
  }

  boolean hasSurplus() {
    boolean busy = nanoTime.getAsLong() - taken < BUSY_NANOS;
    return files.size() > (busy ? many : few);
  }

  /** Whether there will be surplus ones, when the journal stops growing. */
  boolean isMoreThanFew() {
    return files.size() > few;
  }

  void deleteAll() {
    files.forEach(DeadFiles::delete);
    files.clear();
  }

  /** Should it stay, the next opening deletes it. */
  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.debug("{} stays for now", file, e);
    }
  }
}
