/**
 * Snapshots: the state of a state machine at one transaction, each in a checksummed file. {@link
 * dev.pinfold.archive.snapshot.SnapshotStore} writes, finds and deletes them; {@code
 * SnapshotFormat} has the byte table; {@link dev.pinfold.archive.snapshot.SnapshotTrigger} says
 * when one is due.
 *
 * <p>How a state's values become the bytes of the body is behind {@link
 * dev.pinfold.archive.snapshot.SnapshotEncoding}, so nothing here knows Kryo.
 */
package dev.pinfold.archive.snapshot;
