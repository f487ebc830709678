package dev.pinfold.offline;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A store at a glance: a state of the recent past when it is beside its owner.
 *
 * @param storeId its identity, not null
 * @param version of the format of its directory
 * @param owner who opened it last; empty when it does not say
 * @param journal what was found of the journal, all of which was read; not null
 * @param snapshots newest first
 * @param segments by number, prepared ones too
 * @param queues by name, as of {@link JournalVerdict#lastTransaction}
 */
public record Inspection(
    UUID storeId,
    int version,
    Optional<Owner> owner,
    JournalVerdict journal,
    List<SeenSnapshot> snapshots,
    List<SeenSegment> segments,
    List<SeenQueue> queues) {
  /** Checks for nulls and copies the lists. */
  public Inspection {
    Objects.requireNonNull(storeId, "storeId");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(journal, "journal");
    snapshots = List.copyOf(snapshots);
    segments = List.copyOf(segments);
    queues = List.copyOf(queues);
  }

  /** The same with these queues alone. */
  public Inspection ofQueues(Set<String> names) {
    List<SeenQueue> those = queues.stream().filter(queue -> names.contains(queue.name())).toList();
    return new Inspection(storeId, version, owner, journal, snapshots, segments, those);
  }
}
