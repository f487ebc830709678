package dev.pinfold.archive.snapshot;

/**
 * A snapshot that was not used, for the recovery report.
 *
 * @param file its file, not null
 * @param reason why, in words for a person, not null
 */
public record RejectedSnapshot(SnapshotFile file, String reason) {}
