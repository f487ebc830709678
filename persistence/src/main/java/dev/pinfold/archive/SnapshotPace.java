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
  private static final int UNUSED_PART = 16; // of what was written may stay unused

  private final SnapshotPolicy policy;
  private final SnapshotTrigger trigger;
  private long transaction; // the last one in the last snapshot
  private long bytes; // written since then
  private long nanos = System.nanoTime();
  private boolean sealed; // a segment, for the snapshot that comes next
  private int quarters; // of the limits at which to look next
  private long dueTransaction; // that these come to: an append only compares (docs/design/0008)
  private long dueBytes;

  /**
   * @param transaction the last one in the snapshot that there is, 0 for none
   * @param bytes written since then
   */
  SnapshotPace(SnapshotPolicy policy, long transaction, long bytes) {
    this.policy = policy;
    this.trigger = new SnapshotTrigger(policy);
    this.transaction = transaction;
    this.bytes = bytes;
    lookAt(1);
  }

  private void lookAt(int quartersOfLimits) {
    quarters = quartersOfLimits;
    dueTransaction = transaction + share(policy.everyTransactions());
    dueBytes = share(policy.everyBytes());
  }

  /** So many quarters of a limit, rounded up; as good as never when it is off. */
  private long share(long limit) {
    long never = Long.MAX_VALUE / 2;
    return limit == 0
        ? never
        : Math.min(never, limit / ALL * quarters + (limit % ALL * quarters + ALL - 1) / ALL);
  }

  long bytes() {
    return bytes;
  }

  /** Notes a document. Whether somebody should look if a snapshot is due, apart from the time. */
  boolean appended(long last, int size) {
    bytes += size;
    return isDueByCount(last);
  }

  /** Whether one is due now, when this is the last transaction. */
  boolean isDue(long last) {
    return isDueByCount(last)
        || trigger.due(last - transaction, 0, Duration.ofNanos(System.nanoTime() - nanos));
  }

  private boolean isDueByCount(long last) {
    return (last >= dueTransaction || bytes >= dueBytes) && last > transaction;
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
    lookAt(quarters + 1);
    return true;
  }

  /**
   * How many bytes of a segment a snapshot may leave unused, so as to force nothing that is written
   * to meanwhile: a small part of what was written since the last one. None when one did that
   * already, and failed, or each further attempt would take another segment.
   */
  long mostUnused() {
    return sealed ? 0 : bytes / UNUSED_PART;
  }

  /** A segment was sealed for the next snapshot. */
  void sealed() {
    sealed = true;
  }

  /** A snapshot was taken; of its state so many bytes had been written. */
  void taken(long last, long written) {
    transaction = last;
    bytes -= written;
    nanos = System.nanoTime();
    sealed = false;
    lookAt(1);
  }
}
