package dev.pinfold;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * A named, ordered set of messages. Safe for use by many threads.
 *
 * <p><b>Durable on return.</b> Every method that changes the queue returns, and every future
 * completes, when the change is as durable as the queue's policy says. A message of a {@link
 * Durability#POWER_LOSS} queue is handed out only once what it rests on is forced.
 *
 * <p><b>Oldest and newest</b> are by message number, which is the order of the adds. Messages that
 * are leased or past the queue's age limit are passed over.
 *
 * <p>All methods throw {@link StoreClosedException} on a closed store; those that change a
 * journaled queue throw {@link StoreFailedException} on a failed one, where queues in memory go on;
 * null arguments are a {@link NullPointerException}. What a codec cannot decode is a {@link
 * CodecException}, and that message stays. Codecs decode, and transactions' predicates run, inside
 * the engine's lock: calling the store from there is an {@link IllegalStateException}.
 */
public interface MessageQueue<T> {
  /** The queue's name. */
  String name();

  /** Whether the queue exists. */
  boolean exists();

  /** How many messages the queue holds, leased ones included; 0 when it does not exist. */
  long count();

  /** The queue at a glance; empty when it does not exist. */
  Optional<QueueInfo> info();

  /** Adds a message without headers; see {@link #add(Object, Map)}. */
  default long add(T payload) {
    return add(payload, Map.of());
  }

  /**
   * Adds a message at the newest end and returns its number. Creates the queue, in memory only,
   * when it does not exist.
   *
   * @throws QueueFullException when the policy rejects adds at a limit
   * @throws StoreFullException when the disk has no room
   * @throws MessageTooLargeException when no segment can take it, or the queue's limit of bytes
   * @throws CodecException when the payload cannot be encoded
   */
  long add(T payload, Map<String, String> headers);

  /**
   * Adds the payloads in their order as one transaction and returns the number of the first; the
   * others follow without gaps. An empty collection changes nothing and returns 0.
   */
  long addAll(Collection<? extends T> payloads);

  /**
   * Adds without waiting for durability: the message has its place in the order when this returns,
   * and the future completes with its number when it is durable. What {@link #add} throws before
   * anything happened, this throws too; a failed force completes the future exceptionally. Does not
   * wait for a force, but for the engine's lock, as every call, and for the time in which space is
   * given back when the store is full.
   */
  CompletableFuture<Long> addAsync(T payload, Map<String, String> headers);

  /** {@link #addAsync(Object, Map)} without headers. */
  default CompletableFuture<Long> addAsync(T payload) {
    return addAsync(payload, Map.of());
  }

  /** The oldest message, which stays; empty when there is none. */
  Optional<Message<T>> peekOldest();

  /** The newest message, which stays; empty when there is none. */
  Optional<Message<T>> peekNewest();

  /** The oldest message that passes; payloads are not decoded to find it. */
  Optional<Message<T>> peekOldest(Predicate<? super MessageInfo> predicate);

  /** The newest message that passes; payloads are not decoded to find it. */
  Optional<Message<T>> peekNewest(Predicate<? super MessageInfo> predicate);

  /** Up to {@code max} of the oldest messages, oldest first; they stay. */
  List<Message<T>> peekOldest(int max);

  /** Up to {@code max} of the newest messages, newest first; they stay. */
  List<Message<T>> peekNewest(int max);

  /** The oldest message, which stays, waiting for one until the timeout ends. */
  Optional<Message<T>> peekOldest(Duration timeout) throws InterruptedException;

  /** The newest message, which stays, waiting for one until the timeout ends. */
  Optional<Message<T>> peekNewest(Duration timeout) throws InterruptedException;

  /** The message of this number, which stays; empty when it is gone or past its age. */
  Optional<Message<T>> peek(long number);

  /** Takes the oldest message; empty when there is none. */
  Optional<Message<T>> takeOldest();

  /** Takes the newest message; empty when there is none. */
  Optional<Message<T>> takeNewest();

  /**
   * Takes the oldest message that passes. The predicate runs outside the engine's lock, may be
   * called several times for a message, and is not given payloads.
   */
  Optional<Message<T>> takeOldest(Predicate<? super MessageInfo> predicate);

  /** Takes the newest message that passes; see {@link #takeOldest(Predicate)}. */
  Optional<Message<T>> takeNewest(Predicate<? super MessageInfo> predicate);

  /**
   * Takes up to {@code max} of the oldest messages as one transaction, oldest first.
   *
   * @throws MessageTooLargeException when the removals do not fit into one transaction, as of very
   *     many messages with leased ones between them (each run of numbers takes some 32 bytes of a
   *     quarter segment); nothing was taken: take fewer
   */
  List<Message<T>> takeOldest(int max);

  /** Takes up to {@code max} of the newest messages as one transaction, newest first. */
  List<Message<T>> takeNewest(int max);

  /**
   * Takes the oldest message, waiting for one until the timeout ends. Waiting takers are served in
   * the order of their coming, before any taker that does not wait.
   *
   * @throws InterruptedException when interrupted while waiting; nothing was taken
   */
  Optional<Message<T>> takeOldest(Duration timeout) throws InterruptedException;

  /** Takes the newest message, waiting for one; see {@link #takeOldest(Duration)}. */
  Optional<Message<T>> takeNewest(Duration timeout) throws InterruptedException;

  /**
   * Takes the oldest message as soon as there is one: the future completes when the take is
   * durable, or with empty when the timeout ends first. Cancelling the future before it is served
   * takes nothing; once a message was taken for it, {@code cancel} returns false. Cancelling a copy
   * of it, or what depends on it, does not end the wait: the next message is taken all the same.
   * The future completes on the thread that added the message, forced the journal, closed the store
   * or watches the time: what hangs on it must not block.
   */
  CompletableFuture<Optional<Message<T>>> takeOldestAsync(Duration timeout);

  /** Takes the newest message as soon as there is one; see {@link #takeOldestAsync}. */
  CompletableFuture<Optional<Message<T>>> takeNewestAsync(Duration timeout);

  /**
   * Hands out the oldest message for a time: until then nobody else gets it. Whoever holds the
   * lease ends it with {@link #acknowledge} (the message is removed) or {@link #release} (it is
   * available again at once); a lease that runs out makes it available again, with a higher
   * delivery count. Leases are as durable as the queue, and go on counting across a restart. They
   * end by the store's clock, the wall clock by default: setting it forward ends them early,
   * setting it back prolongs them. Who waits for the end of a lease notices at most a second later
   * that the clock was set. Cost: the logarithm of the number of leased messages.
   *
   * <p>Leased messages are passed over, but {@link #peek(long)} and {@link #all} show them, with a
   * delivery count that includes the lease in force.
   *
   * @param duration one millisecond or more
   */
  Optional<Message<T>> lease(Duration duration);

  /**
   * Leases the oldest message, waiting for one until the timeout ends, in the same line as those
   * who wait to take one; the lease begins when the message is handed out. See {@link
   * #lease(Duration)} and {@link #takeOldest(Duration)}.
   *
   * @param duration one millisecond or more
   * @throws InterruptedException when interrupted while waiting; nothing was leased then
   */
  Optional<Message<T>> lease(Duration duration, Duration timeout) throws InterruptedException;

  /**
   * Removes a leased message; false when the lease is not in force any more (it ran out and the
   * message was handed out again, or the message is gone). A lease that ran out, while nobody was
   * given the message since, is still in force here.
   *
   * <p>The lease is known by number, arrival and delivery count, since these are all that survives
   * a restart: pass the message that {@link #lease} returned. It is not checked who passes it; what
   * a peek at the leased message shows names the same lease. A message of a queue that was dropped
   * and made anew has another arrival, unless it was added in the same millisecond.
   */
  boolean acknowledge(MessageInfo leased);

  /**
   * Makes a leased message available again; false when the lease is not in force any more. The
   * lease is known as {@link #acknowledge} says.
   */
  boolean release(MessageInfo leased);

  /** Removes the message of this number, leased or not; whether it was still there. */
  boolean remove(long number);

  /** The messages of this moment, oldest first, leased ones included. Close the view. */
  MessageView<T> all();

  /** Removes all messages and returns how many; the queue stays, with its policy and numbers. */
  long purge();

  /**
   * Gives the queue another policy. Messages beyond the new limits go at once where the policy
   * drops the oldest. From memory to a journaled durability the messages are written to the
   * journal, from a journaled one to memory they are read onto the heap; a crash before this
   * returns may leave a queue that was in memory with a part of its messages.
   *
   * @throws IllegalStateException when the queue does not exist
   */
  void alter(QueuePolicy policy);

  /** Removes the queue with all its messages; false when it did not exist. */
  boolean drop();
}
