package dev.pinfold.engine;

import dev.pinfold.Message;
import dev.pinfold.MessageInfo;
import dev.pinfold.codec.Codec;
import dev.pinfold.state.LiveSet;
import dev.pinfold.state.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Looks from an end of a queue for a message that passes. It goes slice by slice, so that the
 * predicate runs without the engine's lock; the first slices are small, since mostly one of the
 * first messages passes, and no slice brings payloads or many headers onto the heap.
 */
final class Search<T> {
  private static final int MOST_MESSAGES = 256;
  private static final int MOST_HEADER_BYTES = 64 << 10;

  private final Engine engine;
  private final String queueName;
  private final Codec<T> codec;
  private final End end;
  private final Predicate<? super MessageInfo> predicate;
  private final boolean takes;

  Search(
      Engine engine,
      String queueName,
      Codec<T> codec,
      End end,
      Predicate<? super MessageInfo> predicate,
      boolean takes) {
    this.engine = engine;
    this.queueName = queueName;
    this.codec = codec;
    this.end = end;
    this.predicate = predicate;
    this.takes = takes;
  }

  /** Some messages without their payloads, and whether there were more. */
  private record Slice(List<StoredMessage> messages, boolean isLast) {}

  /** The message, or null when none passes. */
  Message<T> run() {
    long from = LiveSet.NONE;
    for (int size = 1; ; size = Math.min(MOST_MESSAGES, size * 2)) {
      Slice slice = slice(from, size);
      for (StoredMessage candidate : slice.messages()) {
        if (predicate.test(new Delivery.Candidate(candidate))) {
          Message<T> message = deliverIfUnchanged(candidate);
          if (message != null) {
            return message;
          }
        }
        from = candidate.number();
      }
      if (slice.isLast()) {
        return null;
      }
    }
  }

  private Slice slice(long from, int size) {
    return engine.execute(
        draft -> {
          PendingQueue queue = draft.queue(queueName);
          List<StoredMessage> slice = new ArrayList<>(size);
          long number = from == LiveSet.NONE ? queue.first(end) : queue.after(end, from);
          int headerBytes = 0;
          while (number != LiveSet.NONE && slice.size() < size && headerBytes < MOST_HEADER_BYTES) {
            StoredMessage message = queue.envelope(number);
            headerBytes += message.headers().length;
            slice.add(message);
            number = queue.after(end, number);
          }
          return new Slice(slice, number == LiveSet.NONE);
        });
  }

  /** Null when it is gone, or is not any more what the predicate saw: queues are made anew. */
  private Message<T> deliverIfUnchanged(StoredMessage candidate) {
    long number = candidate.number();
    return engine.execute(
        draft -> {
          PendingQueue queue = draft.queue(queueName);
          if (!queue.contains(number) || queue.isLeased(number)) {
            return null;
          }
          StoredMessage stored = queue.get(number);
          return stored.looksLike(candidate) ? Delivery.deliver(queue, stored, codec, takes) : null;
        });
  }
}
