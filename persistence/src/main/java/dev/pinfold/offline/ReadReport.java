package dev.pinfold.offline;

import java.util.List;
import java.util.Objects;

/**
 * What was found beside the operations when a journal was read.
 *
 * @param journal the verdict on what was read of it, and on its end; not null
 * @param snapshots newest first
 */
public record ReadReport(JournalVerdict journal, List<SeenSnapshot> snapshots) {
  /** Checks for null and copies the list. */
  public ReadReport {
    Objects.requireNonNull(journal, "journal");
    snapshots = List.copyOf(snapshots);
  }
}
