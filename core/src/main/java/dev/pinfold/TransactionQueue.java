package dev.pinfold;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A queue as seen from inside a transaction: what the transaction did so far is visible here, and
 * nowhere else before it commits. For the transaction's thread, until its body returns.
 */
public interface TransactionQueue<T> {
  /** The queue's name. */
  String name();

  /** Whether the queue exists, counting what this transaction did. */
  boolean exists();

  /** How many messages the queue holds, counting what this transaction did. */
  long count();

  /** Adds a message without headers and returns its number. */
  default long add(T payload) {
    return add(payload, Map.of());
  }

  /**
   * Adds a message and returns its number.
   *
   * @throws QueueFullException when the policy rejects adds at a limit
   * @throws CodecException when the payload cannot be encoded
   */
  long add(T payload, Map<String, String> headers);

  /** The oldest message, which stays. */
  Optional<Message<T>> peekOldest();

  /** The newest message, which stays. */
  Optional<Message<T>> peekNewest();

  /** Takes the oldest message. */
  Optional<Message<T>> takeOldest();

  /** Takes the newest message. */
  Optional<Message<T>> takeNewest();

  /** Takes the oldest message that passes; the predicate must not call the store. */
  Optional<Message<T>> takeOldest(Predicate<? super MessageInfo> predicate);

  /** Takes the newest message that passes; the predicate must not call the store. */
  Optional<Message<T>> takeNewest(Predicate<? super MessageInfo> predicate);

  /** Takes up to {@code max} of the oldest messages, oldest first. */
  List<Message<T>> takeOldest(int max);

  /** Removes the message of this number; whether it was there. */
  boolean remove(long number);
}
