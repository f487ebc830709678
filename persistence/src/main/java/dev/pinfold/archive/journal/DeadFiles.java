package dev.pinfold.archive.journal;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongSupplier;

/**
 * The files of dead segments, to be filled again. A snapshot sets many free at once, and while the
 * journal grows as it did they will be used up until the next one; once it does not, all but a few
 * are surplus, and so is meanwhile what was not needed for a long time. Not thread-safe.
 */
final class DeadFiles {
  /** They take so much at most. */
  private static final long MOST_BYTES = 2L << 30;

  /** For so long after a segment was last taken many are kept. */
  static final long BUSY_NANOS = 10_000_000_000L;

  /**
   * Files that were not needed for so long are surplus while the journal grows, too. Longer than it
   * takes from one due snapshot to the next, which is ten minutes at most by default.
   */
  static final long LOOK_NANOS = 1_200_000_000_000L;

  private final Queue<DeadFile> files = new ArrayDeque<>();
  private final LongSupplier nanoTime;
  private final long few;
  private final long many;
  private long taken;
  private long looked; // when the number below was begun anew
  private int unused; // the least number of files since then
  private int surplus; // what was unused in all the time before, but a few, and is still here

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  DeadFiles(JournalOptions options, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.few = options.segmentsAhead();
    this.many = Math.max(few, MOST_BYTES / options.segmentBytes());
    this.taken = nanoTime.getAsLong();
    this.looked = taken;
  }

  void add(DeadFile file) {
    files.add(file);
  }

  /** One to be used again, or null. */
  DeadFile poll() {
    DeadFile file = files.poll();
    unused = Math.min(unused, files.size());
    return file;
  }

  /** One to be deleted, after {@link #hasSurplus} said that there is one. */
  DeadFile pollSurplus() {
    surplus = Math.max(0, surplus - 1);
    return poll();
  }

  /** The journal grows: a segment was taken. Now and then finds what nobody needs for that. */
  void noteTaken() {
    taken = nanoTime.getAsLong();
    if (taken - looked >= LOOK_NANOS) {
      looked = taken;
      surplus = (int) Math.max(0, unused - few);
      unused = files.size();
    }
  }

  boolean hasSurplus() {
    boolean busy = nanoTime.getAsLong() - taken < BUSY_NANOS;
    return files.size() > (busy && surplus == 0 ? many : few);
  }

  /** Whether there will be surplus ones, when the journal stops growing. */
  boolean isMoreThanFew() {
    return files.size() > few;
  }

  void deleteAll() {
    files.forEach(DeadFile::delete);
    files.clear();
  }
}
