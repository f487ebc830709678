package dev.pinfold.offline;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A finished run of a backup: a whole store, which may be looked at and is not to be opened.
 *
 * @param directory where it is, not null
 * @param time when it was made, by its name; not null
 * @param storeId the store's identity, not null
 * @param lastTransaction the last transaction in it, 0 for none and when it is damaged
 * @param bytes of documents and snapshots in it, those that it shares with other runs included
 * @param damage what was found damaged behind its newest snapshot, as far as an opening would read;
 *     {@link OfflineStore#verify} looks at all of it
 */
public record BackupRun(
    Path directory,
    Instant time,
    UUID storeId,
    long lastTransaction,
    long bytes,
    Optional<Damage> damage) {
  /** Checks for nulls. */
  public BackupRun {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(storeId, "storeId");
    Objects.requireNonNull(damage, "damage");
  }

  static BackupRun of(RunName name, StoreFiles files) {
    StoreLook look = StoreLook.at(files);
    long documents =
        look.journal().segments().stream().mapToLong(segment -> segment.endOffset()).sum();
    long snapshots = look.snapshots().seen().stream().mapToLong(SeenSnapshot::bytes).sum();
    return new BackupRun(
        files.layout().root(),
        name.time(),
        files.storeId(),
        look.lastTransaction(),
        documents + snapshots,
        look.journal().damage());
  }
}
