package dev.pinfold;

import dev.pinfold.codec.Codec;
import dev.pinfold.codec.Codecs;
import dev.pinfold.engine.Engine;
import dev.pinfold.engine.TickingClock;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/**
 * A set of named message queues. All methods are safe for use by many threads.
 *
 * <p>A queue comes into being with its first add, or by being opened with a policy. Asking for a
 * queue that does not exist is no error: it is empty.
 */
public interface Pinfold extends AutoCloseable {

  /** Queues on the heap, gone with the process. Needs no other module and no JVM flags. */
  static Pinfold inMemory() {
    return inMemory(TickingClock.SHARED);
  }

  /** Queues on the heap whose arrivals and ages follow the given clock. */
  static Pinfold inMemory(InstantSource clock) {
    return Engine.inMemory(clock);
  }

  /**
   * A handle on the queue of this name, which need not exist. Handles are cheap and may be kept or
   * thrown away; they stay valid when the queue is dropped and made again.
   *
   * @param name 1 to 1,024 bytes of UTF-8
   * @throws IllegalArgumentException for a name that is empty, too long or no valid Unicode
   */
  <T> MessageQueue<T> queue(String name, Codec<T> codec);

  /** A handle on the queue of this name with payloads as raw bytes. */
  default MessageQueue<byte[]> queue(String name) {
    return queue(name, Codecs.bytes());
  }

  /**
   * Opens the queue of this name with a policy: creates it when it is missing, durable on return as
   * the policy says.
   *
   * @throws IllegalStateException when it exists with another policy: that is what {@link
   *     MessageQueue#alter} is for
   * @throws UnsupportedOperationException when this store is in memory only and the policy asks for
   *     more
   */
  <T> MessageQueue<T> queue(String name, Codec<T> codec, QueuePolicy policy);

  /** Opens a queue of raw bytes with a policy. */
  default MessageQueue<byte[]> queue(String name, QueuePolicy policy) {
    return queue(name, Codecs.bytes(), policy);
  }

  /** Whether a queue of this name exists. */
  boolean exists(String name);

  /** All queues as of one moment, sorted by name. Cost: one entry per queue. */
  List<QueueInfo> queues();

  /**
   * Runs several operations on several queues as one transaction: all of them happen, or, when the
   * body throws or the process dies, none.
   *
   * <p>The body runs in the calling thread while all other users of the store wait: keep it short,
   * without I/O, and do not call the store itself from inside (that is an {@link
   * IllegalStateException}). On return the transaction is as durable as the most durable queue that
   * it changed or read. When it changed queues of different durability it is still one transaction
   * for all who look at the living store; after a crash the part on {@link Durability#MEMORY}
   * queues is gone, as always, and the part on journaled queues is there as a whole.
   *
   * @return what the body returned
   * @throws MessageTooLargeException when the journaled part does not fit one segment
   * @throws PinfoldException with outcome {@link Outcome#NOT_DONE} when memory or the stack ended
   *     in a call on one of its queues, a read or not, and the body went on all the same
   */
  <R> R transact(Function<? super QueueTransaction, ? extends R> body);

  /**
   * Ends the store. Waiting takers get {@link StoreClosedException}. Blocks until everything is
   * durable. A closed store is left alone. Of several threads that close it one does; the others
   * may return before it has: wait for all of them.
   *
   * @throws StoreFailedException with outcome {@link Outcome#UNKNOWN} when what was acknowledged
   *     cannot be made durable: it survived the process and may not survive a loss of power. The
   *     store is closed all the same
   */
  @Override
  void close();
}
