package dev.pinfold.archive.snapshot;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A file that by its name is a snapshot. Whether it is a good one has not been looked at.
 *
 * @param path the file, not null
 * @param name its parsed name, not null
 * @param bytes its size when it was listed
 */
public record SnapshotFile(Path path, SnapshotName name, long bytes) {
  /** Checks for null. */
  public SnapshotFile {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(name, "name");
  }

  /** The last transaction that the snapshot contains, by its name. */
  public long transaction() {
    return name.transaction();
  }
}
