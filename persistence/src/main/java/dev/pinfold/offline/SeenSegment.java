package dev.pinfold.offline;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A segment of a store's journal.
 *
 * @param segment its number
 * @param file where it lies, not null
 * @param fileBytes its size
 * @param begun when it was begun; empty for one that is prepared and holds nothing
 * @param firstTransaction the number of its first transaction, if it has any; 0 when prepared
 * @param documentBytes how many bytes documents take in it
 * @param liveMessages how many messages live in it
 * @param liveBytes about how many bytes of the documents those are
 * @param pinnedBy what keeps it, in words; empty when its owner may let it go, and when that is not
 *     known because the journal is damaged. Not known here are views that the owner has open, and
 *     whether it keeps all segments
 */
public record SeenSegment(
    int segment,
    Path file,
    long fileBytes,
    Optional<Instant> begun,
    long firstTransaction,
    long documentBytes,
    long liveMessages,
    long liveBytes,
    List<String> pinnedBy) {
  /** Checks for nulls and copies the list. */
  public SeenSegment {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(begun, "begun");
    pinnedBy = List.copyOf(pinnedBy);
  }

  /** About how many bytes of the documents nobody needs any more. */
  public long deadBytes() {
    return Math.max(0, documentBytes - liveBytes);
  }
}
