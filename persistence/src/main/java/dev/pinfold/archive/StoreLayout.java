package dev.pinfold.archive;

import java.nio.file.Path;

/**
 * Where the parts of a store lie, beside its {@link StoreMark}.
 *
 * @param root the store's directory, not null
 */
public record StoreLayout(Path root) {
  static final String JOURNAL = "journal";
  static final String SNAPSHOTS = "snapshots";
  static final String INDEX = "index";
  static final String BACKUP = "backup";

  /** The directory of the segments. */
  public Path journal() {
    return root.resolve(JOURNAL);
  }

  /** The directory of the snapshots. */
  public Path snapshots() {
    return root.resolve(SNAPSHOTS);
  }

  /** The directory of what can be derived again. */
  public Path index() {
    return root.resolve(INDEX);
  }

  /**
   * The file that says that this is a run of a backup: it shares files with other runs, and nobody
   * may open it. A store has none.
   */
  public Path backupMark() {
    return root.resolve(BACKUP);
  }

  /** The empty file that the owner's process locks; for nobody else to open. */
  public Path ownerLock() {
    return root.resolve(OwnerLock.FILE);
  }
}
