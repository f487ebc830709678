package dev.pinfold.archive;

import dev.pinfold.archive.snapshot.SnapshotPolicy;
import dev.pinfold.archive.snapshot.SnapshotTrigger;
import java.time.Duration;

/**
 * What was written since the last snapshot, and whether the next one is due. One that would free
 * nothing, since most of what was written is needed still, can be postponed up to four times the
 * policy's limits: it would have the device busy with all of that, for a shorter replay alone.
 * Guarded by the archive's lock.
 */
final class SnapshotPace {
  private static final int MOST_TIMES = 4;

  private final SnapshotTrigger trigger;
  private long transaction; // the last one in the last snapshot
  private long bytes; // written since then
  private long nanos = System.nanoTime();
  private int times = 1; // the limits, since it was postponed

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
        && trigger.due(Math.max(1, (last - transaction) / times), bytes / times, since);
  }

  boolean isDueAtClose(long last) {
    return trigger.dueAtClose(last - transaction);
  }

  /**
   * Puts a due one off if it would free nothing.
   *
   * @param needed the bytes written since the last one that are needed still
   * @return false when it is to be taken now
   */
  boolean postpone(long needed) {
    if (times == MOST_TIMES || needed < bytes / 2) {
      return false;
    }
    times++;
    return true;
  }

  /** A snapshot was taken; of its state so many bytes had been written. */
  void taken(long last, long written) {
    transaction = last;
    bytes -= written;
    nanos = System.nanoTime();
    times = 1;
  }
}
