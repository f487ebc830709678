package dev.pinfold.state;

import dev.pinfold.QueuePolicy;

/**
 * One change of the engine's state. What a change depends on (the time, which message expired) was
 * decided before and stands in it.
 */
public sealed interface Operation {

  /** The queue that is changed, by its identity; never reused, names may be. */
  int queueId();

  /**
   * Brings a queue into being, or an altered one under a new identity, with its numbers kept and no
   * arrival before the last one (milliseconds since 1970, 0 for a new queue).
   */
  record OpenQueue(
      int queueId, String name, QueuePolicy policy, long nextNumber, long lastArrivalMillis)
      implements Operation {}

  /** Gives a queue another policy, of the same kind of durability (journaled or not). */
  record AlterQueue(int queueId, QueuePolicy policy) implements Operation {}

  /** Ends a queue and all that is in it. */
  record DropQueue(int queueId) implements Operation {}

  /** Puts a message into a queue under the number that it carries. */
  record Add(int queueId, StoredMessage message) implements Operation {}

  /** Says that a live message lies at a new place in the journal; no effect on one that is gone. */
  record Move(int queueId, StoredMessage message) implements Operation {}

  /** Removes every live message numbered {@code first} to {@code last}. */
  record Remove(int queueId, long first, long last, RemoveReason reason) implements Operation {}

  /** Hides a message until a time (milliseconds since 1970) and counts the delivery. */
  record Lease(int queueId, long number, long untilMillis, int deliveryCount)
      implements Operation {}

  /** Ends a lease early; the delivery stays counted. */
  record Release(int queueId, long number) implements Operation {}
}
