package dev.pinfold.offline;

import dev.pinfold.QueuePolicy;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A journaled queue as of the last transaction that was read. Messages whose age has ended since,
 * but which nobody has removed yet, are counted.
 *
 * @param name its name, not null
 * @param id its identity, as operations name it
 * @param policy its policy, not null
 * @param messages how many it holds
 * @param bytes bytes of their payloads and headers
 * @param leased how many of them a lease hides now
 * @param nextNumber the number that the next added message gets
 * @param oldestNumber the number of the oldest of its messages, 0 when it has none
 * @param oldestArrival when the oldest of its messages arrived; empty when it has none, or that one
 *     was not found whole
 * @param lastArrival when a message arrived last, whether or not it is still there; empty if never
 * @param lastTransaction the last transaction that changed it
 * @param traffic what the journal tells of messages that came and went, not null
 */
public record SeenQueue(
    String name,
    int id,
    QueuePolicy policy,
    long messages,
    long bytes,
    long leased,
    long nextNumber,
    long oldestNumber,
    Optional<Instant> oldestArrival,
    Optional<Instant> lastArrival,
    long lastTransaction,
    QueueTraffic traffic) {
  /** Checks for nulls. */
  public SeenQueue {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(oldestArrival, "oldestArrival");
    Objects.requireNonNull(lastArrival, "lastArrival");
    Objects.requireNonNull(traffic, "traffic");
  }
}
