package dev.pinfold.archive;

import dev.pinfold.archive.snapshot.SnapshotPolicy;
import dev.pinfold.archive.snapshot.SnapshotTrigger;
import java.time.Duration;

/**
 * What was written since the last snapshot, and whether the next one is due: at the policy's
 * limits, or at a quarter, a half or three quarters of count and bytes when most of what was
 * written is not needed any more. Then a snapshot has little to force, and frees much; else it
 * would have the device busy with all that was written, for a shorter replay alone. Guarded by the
 * archive's lock.
 */
final class SnapshotPace {
  private static final int ALL = 4;

  private final SnapshotTrigger trigger;
  private long transaction; // the last one in the last snapshot
  private long bytes; // written since then
  private long nanos = System.nanoTime();
  private int quarters = 1; // of the limits at which to look next

  /**
   * @param transaction the last one in the snapshot that there is, 0 for none
   * @param bytes written since then
   */
  SnapshotPace(SnapshotPolicy policy, long transaction, long bytes) {
    this.trigger = new SnapshotTrigger(policy);
    this.transaction = transaction;
    this.bytes = bytes;
  }

  long bytes() {
    return bytes;
  }

  /** Notes a document. Whether somebody should look if a snapshot is due, apart from the time. */
  boolean appended(long last, int size) {
    bytes += size;
    return isDue(last, Duration.ZERO);
  }

  /** Whether one is due now, when this is the last transaction. */
  boolean isDue(long last) {
    return isDue(last, Duration.ofNanos(System.nanoTime() - nanos));
  }

  private boolean isDue(long last, Duration since) {
    return last > transaction
        && trigger.due((last - transaction) * ALL / quarters, bytes * ALL / quarters, since);
  }

  boolean isDueAtClose(long last) {
    return trigger.dueAtClose(last - transaction);
  }

  /**
   * Puts a due one off, to a quarter of the limits later, if it would not free much.
   *
   * @param needed the bytes written since the last one that are needed still
   * @return false when it is to be taken now
   */
  boolean postpone(long needed) {
    if (quarters == ALL || needed < bytes / 2) {
      return false;
    }
    quarters++;
    return true;
  }

  /** A snapshot was taken; of its state so many bytes had been written. */
  void taken(long last, long written) {
    transaction = last;
    bytes -= written;
    nanos = System.nanoTime();
    quarters = 1;
  }
}
