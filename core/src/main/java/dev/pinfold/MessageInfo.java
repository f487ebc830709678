package dev.pinfold;

import java.time.Instant;
import java.util.Map;

/** What is known of a message without decoding its payload: what a predicate sees. */
public interface MessageInfo {
  /** The message's number in its queue: 1, 2, 3, …, never given twice. */
  long number();

  /** When the message was added, to the millisecond; never earlier than the one before it. */
  Instant arrival();

  /** The headers given at the add, in their order; unmodifiable, never null. */
  Map<String, String> headers();

  /**
   * How often the message was handed out to be worked on (taken or leased), this time included: 0
   * when only peeked at, 1 when taken the first time, more after leases that ended unacknowledged.
   */
  int deliveryCount();
}
