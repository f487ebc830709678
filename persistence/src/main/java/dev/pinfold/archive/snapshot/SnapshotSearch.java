package dev.pinfold.archive.snapshot;

import java.util.List;
import java.util.Optional;

/**
 * What a search for the newest good snapshot came to.
 *
 * @param loaded the first good one, or empty if there is none
 * @param rejected the newer ones that were tried before it, newest first; copied
 * @param <R> what the reader made of the state
 */
public record SnapshotSearch<R>(Optional<Loaded<R>> loaded, List<RejectedSnapshot> rejected) {
  /** Copies the list. */
  public SnapshotSearch {
    rejected = List.copyOf(rejected);
  }

  /**
   * A snapshot that was read.
   *
   * @param snapshot its file and header, not null
   * @param state what the reader returned
   * @param <R> what the reader made of the state
   */
  public record Loaded<R>(VerifiedSnapshot snapshot, R state) {}
}
