package dev.pinfold.archive;

import dev.pinfold.archive.files.Apart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * What becomes of segments in which nothing lives and which the kept snapshots do not need.
 *
 * @param fate deleted, kept in place, or moved
 * @param directory where they are moved, a directory of this store's own outside the store's; best
 *     on the same file system, or each is copied; null otherwise
 * @param maxAge moved segments older than this are deleted; null for no limit
 * @param maxBytes the oldest moved segments are deleted until no more than this is left; 0 for no
 *     limit
 */
public record SegmentRetention(Fate fate, Path directory, Duration maxAge, long maxBytes) {

  /** What happens to a segment that is not needed. */
  public enum Fate {
    /** Its space is used again. */
    DELETE,
    /** It stays: every transaction ever can be read again, and nothing is compacted. */
    KEEP,
    /** It goes to an archive directory. */
    MOVE
  }

  /** Their space is used again: the default. */
  public static final SegmentRetention DELETE = new SegmentRetention(Fate.DELETE, null, null, 0);

  /** They stay. */
  public static final SegmentRetention KEEP = new SegmentRetention(Fate.KEEP, null, null, 0);

  /** Checks that the parts fit together. */
  public SegmentRetention {
    Objects.requireNonNull(fate, "fate");
    if ((fate == Fate.MOVE) != (directory != null)) {
      throw new IllegalArgumentException(
          "a directory is for " + Fate.MOVE + " alone, and needed there; got " + directory);
    }
    if (fate != Fate.MOVE && (maxAge != null || maxBytes != 0)) {
      throw new IllegalArgumentException("limits of age and bytes are for moved segments alone");
    }
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes is " + maxBytes + "; it must be 0 or more");
    }
    if (maxAge != null && (maxAge.isNegative() || maxAge.isZero())) {
      throw new IllegalArgumentException("maxAge is " + maxAge + "; it must be positive");
    }
  }

  /**
   * They are moved to this directory and stay there. Opening a store whose directory is, contains
   * or lies in this one is refused. While a segment cannot be moved it stays in the store.
   */
  public static SegmentRetention moveTo(Path directory) {
    return new SegmentRetention(Fate.MOVE, directory, null, 0);
  }

  /** Whether what was moved has limits. */
  boolean isLimited() {
    return maxAge != null || maxBytes != 0;
  }

  /**
   * Refuses to move segments to where the store is.
   *
   * @throws IllegalArgumentException when the two directories are not apart
   */
  void requireApartFrom(Path store) throws IOException {
    if (fate == Fate.MOVE && !Apart.areApart(store, directory)) {
      throw new IllegalArgumentException(
          "segments of the store "
              + store
              + " cannot be moved to "
              + directory
              + ": the one must not be, contain or lie in the other. Name a directory elsewhere");
    }
  }

  /** The same with limits for what was moved; null and 0 for none. Other files stay untouched. */
  public SegmentRetention withLimits(Duration age, long bytes) {
    return new SegmentRetention(fate, directory, age, bytes);
  }
}
