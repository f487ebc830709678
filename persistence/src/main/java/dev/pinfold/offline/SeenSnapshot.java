package dev.pinfold.offline;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A snapshot of a store.
 *
 * @param file its file, not null
 * @param transaction the last transaction in it, by its name
 * @param bytes its size
 * @param created when it was taken; empty when it is not good
 * @param problem why it cannot be used, in words; empty when it is good
 */
public record SeenSnapshot(
    Path file, long transaction, long bytes, Optional<Instant> created, Optional<String> problem) {
  /** Checks for nulls. */
  public SeenSnapshot {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(problem, "problem");
  }

  /** The same, which cannot be used. */
  SeenSnapshot rejected(String why) {
    return new SeenSnapshot(file, transaction, bytes, Optional.empty(), Optional.of(why));
  }

  /** Whether its checksums and what it says of itself agree. */
  public boolean isGood() {
    return problem.isEmpty();
  }
}
