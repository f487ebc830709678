package dev.pinfold;

/** What happens to an add that would take a queue over its limit of count or bytes. */
public enum Overflow {
  /** The add succeeds, and the oldest messages go until the queue is within its limits. */
  DROP_OLDEST,
  /** The add is rejected with {@link QueueFullException}; nothing goes. */
  REJECT
}
