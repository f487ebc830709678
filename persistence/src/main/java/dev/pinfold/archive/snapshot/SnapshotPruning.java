package dev.pinfold.archive.snapshot;

import java.util.List;

/**
 * What {@link SnapshotStore#keepNewest} did. The lists are newest first and copied.
 *
 * @param kept the good ones that stay; what they refer to must stay too
 * @param damaged those that are not good and newer than the last kept one: they stay, as evidence
 * @param deleted those that are gone
 */
public record SnapshotPruning(
    List<VerifiedSnapshot> kept, List<RejectedSnapshot> damaged, List<SnapshotFile> deleted) {
  /** Copies the lists. */
  public SnapshotPruning {
    kept = List.copyOf(kept);
    damaged = List.copyOf(damaged);
    deleted = List.copyOf(deleted);
  }
}
