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

  /** The empty file that the owner's process locks; for nobody else to open. */
  public Path ownerLock() {
    return root.resolve(OwnerLock.FILE);
  }
}
