package dev.pinfold.offline;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a backup came to: a sound run.
 *
 * @param run its directory, not null
 * @param store what was found of the store: a torn tail and damaged snapshots are not in the run;
 *     not null
 * @param copiedSegments how many segments were copied
 * @param copiedBytes of them, without what is empty behind their documents
 * @param linkedSegments how many are shared with the run before
 * @param rotten what is damaged in the run before, and was copied again: of several files the last
 *     one; empty when nothing was noticed
 * @param removed the runs that went, oldest first
 * @param verification of the run, not null
 */
public record Backup(
    Path run,
    ReadReport store,
    int copiedSegments,
    long copiedBytes,
    int linkedSegments,
    Optional<Damage> rotten,
    List<Path> removed,
    Verification verification) {
  /** Checks for nulls and copies the list. */
  public Backup {
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(store, "store");
    Objects.requireNonNull(rotten, "rotten");
    Objects.requireNonNull(verification, "verification");
    removed = List.copyOf(removed);
  }
}
