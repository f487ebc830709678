package dev.pinfold.offline;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What a restore came to: a store that may be opened.
 *
 * @param directory where it is, not null
 * @param from the run, or the store, that it was made of; not null
 * @param source what was found wrong there: of a torn tail and of damaged snapshots nothing is in
 *     the new store; not null
 * @param transaction the last one that counts, of those of the old store
 * @param messages how many live in it
 */
public record Restore(
    Path directory, Path from, ReadReport source, long transaction, long messages) {
  /** Checks for nulls. */
  public Restore {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(source, "source");
  }
}
