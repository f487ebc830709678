package dev.pinfold;

import java.time.Duration;
import java.util.Objects;

/**
 * What one queue promises and keeps. Without a policy a queue is {@link #MEMORY}: it lives on the
 * heap alone.
 *
 * @param durability what an acknowledged operation survives
 * @param retention how much the queue keeps
 */
public record QueuePolicy(Durability durability, Retention retention) {

  /** In memory only, without limits: the policy of a queue that was given none. */
  public static final QueuePolicy MEMORY = of(Durability.MEMORY);

  /** Survives {@code kill -9}, without limits. */
  public static final QueuePolicy PROCESS_CRASH = of(Durability.PROCESS_CRASH);

  /** Survives power loss, without limits. */
  public static final QueuePolicy POWER_LOSS = of(Durability.POWER_LOSS);

  /** Checks for nulls. */
  public QueuePolicy {
    Objects.requireNonNull(durability, "durability");
    Objects.requireNonNull(retention, "retention");
  }

  /** A policy of this durability without limits. */
  public static QueuePolicy of(Durability durability) {
    return new QueuePolicy(durability, Retention.UNLIMITED);
  }

  /** The same with another durability. */
  public QueuePolicy withDurability(Durability other) {
    return new QueuePolicy(other, retention);
  }

  /** The same with another retention. */
  public QueuePolicy withRetention(Retention other) {
    return new QueuePolicy(durability, other);
  }

  /** The same with at most this many messages, 1 or more. */
  public QueuePolicy withMaxCount(long messages) {
    return withRetention(retention.withMaxCount(messages));
  }

  /** The same with at most this many bytes of payloads and headers, 1 or more. */
  public QueuePolicy withMaxBytes(long bytes) {
    return withRetention(retention.withMaxBytes(bytes));
  }

  /** The same with messages going by themselves at this age, one millisecond or more. */
  public QueuePolicy withMaxAge(Duration age) {
    return withRetention(retention.withMaxAge(age));
  }

  /** The same with another rule for adds beyond the limits. */
  public QueuePolicy withOverflow(Overflow rule) {
    return withRetention(retention.withOverflow(rule));
  }

  /**
   * As a record's own, which would be linked when a store is opened: open to first peek takes 0.88
   * of the time without (docs/design/0008).
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof QueuePolicy that
        && durability == that.durability
        && retention.equals(that.retention);
  }

  @Override
  public int hashCode() {
    return Objects.hash(durability, retention);
  }
}
