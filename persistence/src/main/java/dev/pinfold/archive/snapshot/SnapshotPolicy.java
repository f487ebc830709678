package dev.pinfold.archive.snapshot;

import java.time.Duration;

/**
 * When to take a snapshot: as soon as one of the limits is reached since the last one, and from a
 * quarter of the count or the bytes on when most of what was written since then is not needed any
 * more, so that it frees space. What lies between two snapshots is what a restart has to replay,
 * and what keeps segments from being given back.
 *
 * @param everyTransactions after so many transactions; 0 is off
 * @param everyBytes after so many bytes of journal; 0 is off
 * @param everyTime after so much time, if there was a transaction at all; null or zero is off
 * @param atClose also at an orderly close, if there was a transaction at all
 */
public record SnapshotPolicy(
    long everyTransactions, long everyBytes, Duration everyTime, boolean atClose) {
  /**
   * What is used if nothing is said: eight million transactions or 1 GiB, since a restart replays
   * either in a few seconds; ten minutes, so that a store with little traffic gives its drained
   * segments back too; and at close, so that an orderly restart replays nothing. What a snapshot
   * and a restart take, {@code benchmarks/run} measures with backlogs of several sizes.
   */
  public static final SnapshotPolicy DEFAULT =
      new SnapshotPolicy(8_000_000, 1L << 30, Duration.ofMinutes(10), true);

  /**
   * Takes no snapshots, unless asked, or short of space: every restart replays the whole journal,
   * which hence must be kept whole.
   */
  public static final SnapshotPolicy NEVER = new SnapshotPolicy(0, 0, Duration.ZERO, false);

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public SnapshotPolicy {
    everyTime = everyTime == null ? Duration.ZERO : everyTime;
    requireNotNegative("everyTransactions", everyTransactions, everyTransactions);
    requireNotNegative("everyBytes", everyBytes, everyBytes);
    requireNotNegative("everyTime", everyTime, everyTime.isNegative() ? -1 : 0);
  }

  /** Whether it takes snapshots at all: it is not {@link #NEVER}. */
  public boolean takesAny() {
    return everyTransactions > 0 || everyBytes > 0 || !everyTime.isZero() || atClose;
  }

  private static void requireNotNegative(String name, Object value, long sign) {
    if (sign < 0) {
      throw new IllegalArgumentException(name + " is " + value + " and must be 0 (off) or more");
    }
  }
}
