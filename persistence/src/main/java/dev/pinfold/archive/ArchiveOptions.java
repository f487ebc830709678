package dev.pinfold.archive;

import dev.pinfold.archive.journal.JournalOptions;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import java.util.Objects;

/**
 * How an archive keeps its files.
 *
 * @param journal sizes of segments and of the whole journal
 * @param snapshots when snapshots are taken by themselves
 * @param retention what becomes of segments that are not needed any more
 * @param compactBelow a segment whose live bytes are below this share of its size is compacted; 0
 *     (never) to 0.5
 */
public record ArchiveOptions(
    JournalOptions journal,
    SnapshotPolicy snapshots,
    SegmentRetention retention,
    double compactBelow) {

  /** What suits most. */
  public static final ArchiveOptions DEFAULTS =
      new ArchiveOptions(
          JournalOptions.defaults(), SnapshotPolicy.DEFAULT, SegmentRetention.DELETE, 0.25);

  /** Checks for nulls and the share's range. */
  public ArchiveOptions {
    Objects.requireNonNull(journal, "journal");
    Objects.requireNonNull(snapshots, "snapshots");
    Objects.requireNonNull(retention, "retention");
    if (!(compactBelow >= 0 && compactBelow <= 0.5)) {
      throw new IllegalArgumentException(
          "compactBelow is " + compactBelow + "; it must be from 0 to 0.5");
    }
  }
}
