package dev.pinfold.archive.snapshot;

/**
 * A snapshot whose file is whole: magic, lengths and checksums are as they must be.
 *
 * @param file its file, not null
 * @param header what it says about itself, not null
 */
public record VerifiedSnapshot(SnapshotFile file, SnapshotHeader header) {}
