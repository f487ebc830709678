package dev.pinfold.archive.snapshot;

import java.time.Duration;
import java.util.Objects;

/**
 * Says when a snapshot is due by a policy. It reads no clock and keeps no count: the caller brings
 * what has happened since the last snapshot. Immutable, allocates nothing.
 */
public final class SnapshotTrigger {
  private final SnapshotPolicy policy;

  /**
   * @param policy the limits, not null
   */
  public SnapshotTrigger(SnapshotPolicy policy) {
    this.policy = Objects.requireNonNull(policy, "policy");
  }

  /**
   * Whether to take one now. Without a transaction since the last one, never.
   *
   * @param transactionsSince transactions applied since the last snapshot
   * @param bytesSince bytes of journal written since then
   * @param since the time since then, not null; a negative one, of a clock set back, is as zero
   */
  public boolean due(long transactionsSince, long bytesSince, Duration since) {
    if (transactionsSince <= 0) {
      return false;
    }
    return reached(transactionsSince, policy.everyTransactions())
        || reached(bytesSince, policy.everyBytes())
        || (!policy.everyTime().isZero() && since.compareTo(policy.everyTime()) >= 0);
  }

  /**
   * Whether to take one at an orderly close.
   *
   * @param transactionsSince transactions applied since the last snapshot
   */
  public boolean dueAtClose(long transactionsSince) {
    return policy.atClose() && transactionsSince > 0;
  }

  private static boolean reached(long count, long limit) {
    return limit > 0 && count >= limit;
  }
}
