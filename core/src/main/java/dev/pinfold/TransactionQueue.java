package dev.pinfold;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A queue as seen from inside a transaction: what the transaction did so far is visible here, and
 * nowhere else before it commits. Oldest and newest, leases and ages are as in {@link
 * MessageQueue}; a codec or predicate that calls the transaction's queues, or the store, gets an
 * {@link IllegalStateException}, null arguments are a {@link NullPointerException}, and what cannot
 * be decoded is a {@link CodecException} and stays. For the transaction's thread, until its body
 * returns; nothing blocks.
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

  /**
   * Adds the payloads in their order and returns the number of the first; the others follow without
   * gaps. An empty collection changes nothing and returns 0. When one cannot be encoded none is
   * added; when the policy rejects one, those before it are added unless the body throws.
   *
   * @throws QueueFullException when the policy rejects adds at a limit
   * @throws CodecException when a payload cannot be encoded
   */
  long addAll(Collection<? extends T> payloads);

  /** The oldest message, which stays. */
  Optional<Message<T>> peekOldest();

  /** The newest message, which stays. */
  Optional<Message<T>> peekNewest();

  /** The oldest message that passes, which stays; payloads are not decoded to find it. */
  Optional<Message<T>> peekOldest(Predicate<? super MessageInfo> predicate);

  /** The newest message that passes, which stays; payloads are not decoded to find it. */
  Optional<Message<T>> peekNewest(Predicate<? super MessageInfo> predicate);

  /** The message of this number, which stays; empty when it is gone or past its age. */
  Optional<Message<T>> peek(long number);

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

  /** Takes up to {@code max} of the newest messages, newest first. */
  List<Message<T>> takeNewest(int max);

  /**
   * Removes a leased message, so that what came of it happens together with its end or not at all;
   * see {@link MessageQueue#acknowledge}.
   *
   * @param leased what {@link MessageQueue#lease} returned
   */
  boolean acknowledge(MessageInfo leased);

  /** Removes the message of this number, leased or not; whether it was there. */
  boolean remove(long number);

  /** Removes all messages and returns how many; the queue stays, with its policy and numbers. */
  long purge();
}
