package dev.pinfold.engine;

import dev.pinfold.CodecException;
import dev.pinfold.Message;
import dev.pinfold.MessageInfo;
import dev.pinfold.codec.Codec;
import dev.pinfold.state.HeadersFormat;
import dev.pinfold.state.LiveSet;
import dev.pinfold.state.RemoveReason;
import dev.pinfold.state.StoredMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/** How stored messages become messages in a caller's hand. */
final class Delivery {
  /** For so many messages there is room in a list before it is known how many there are. */
  static final int FIRST_ROOM = 1024;

  private Delivery() {}

  /** The bytes of payloads, in their order. */
  static <T> List<byte[]> encodeAll(Collection<? extends T> payloads, Function<T, byte[]> encoder) {
    List<byte[]> encoded = new ArrayList<>(payloads.size());
    payloads.forEach(payload -> encoded.add(encoder.apply(payload)));
    return encoded;
  }

  /** The bytes of a payload. */
  static <T> byte[] encode(T payload, Codec<T> codec) {
    byte[] bytes = codec.encode(Objects.requireNonNull(payload, "payload"));
    if (bytes == null) {
      throw new CodecException("the codec " + codec + " encoded a payload as null", null);
    }
    return bytes;
  }

  /**
   * Decodes; what cannot be decoded fails here, before anything was changed. The codec gets bytes
   * that it may keep and change: the message may still be in its queue or in a view.
   */
  static <T> Message<T> decode(StoredMessage stored, Codec<T> codec, boolean handedOut) {
    T payload = codec.decode(stored.ownPayload());
    if (payload == null) {
      throw new CodecException(
          "the codec " + codec + " decoded message " + stored.number() + " as null", null);
    }
    return new Message<>(
        stored.number(),
        Instant.ofEpochMilli(stored.arrivalMillis()),
        HeadersFormat.decode(stored.headers()),
        payload,
        stored.deliveryCount() + (handedOut ? 1 : 0));
  }

  /** Decodes a message and, when it is taken, removes it. */
  static <T> Message<T> deliver(
      PendingQueue queue, StoredMessage stored, Codec<T> codec, boolean takes) {
    Message<T> message = decode(stored, codec, takes);
    if (takes) {
      queue.remove(stored.number(), RemoveReason.TAKEN);
    }
    return message;
  }

  /** The message of a number, which stays, or null when it is gone. */
  static <T> Message<T> peek(PendingQueue queue, long number, Codec<T> codec) {
    return queue.contains(number) ? decode(queue.get(number), codec, false) : null;
  }

  /** Removes a message, leased or not; whether it was there. */
  static boolean remove(PendingQueue queue, long number) {
    boolean there = queue.contains(number);
    if (there) {
      queue.remove(number, RemoveReason.REMOVED);
    }
    return there;
  }

  /** Removes a leased message when its lease is still in force. */
  static boolean acknowledge(PendingQueue queue, MessageInfo leased) {
    boolean held = queue.isLeasedAs(leased);
    if (held) {
      queue.remove(leased.number(), RemoveReason.ACKNOWLEDGED);
    }
    return held;
  }

  /**
   * Adds encoded payloads without headers; the first one's number, or 0 for none.
   *
   * @param borrowed whether they stay their caller's, until this was committed: what keeps them
   *     must have copies. The journal does not
   */
  static long addAll(PendingQueue queue, List<byte[]> encoded, boolean borrowed) {
    if (encoded.isEmpty()) {
      return 0;
    }
    long first = queue.nextNumber();
    boolean journaled = queue.isJournaled();
    for (int i = 0; i < encoded.size(); i++) {
      queue.add(HeadersFormat.NONE, toKeep(encoded.get(i), borrowed, journaled));
    }
    return first;
  }

  /**
   * A payload for a queue to keep. The journal writes it before the call ends, so what is borrowed
   * is copied for the heap alone.
   */
  static byte[] toKeep(byte[] payload, boolean borrowed, boolean journaled) {
    return borrowed && !journaled ? payload.clone() : payload;
  }

  /** The message at an end, or null when there is none. */
  static <T> Message<T> one(PendingQueue queue, End end, Codec<T> codec, boolean takes) {
    long number = queue.first(end);
    return number == LiveSet.NONE ? null : deliver(queue, queue.get(number), codec, takes);
  }

  /** Up to max messages from an end; when one cannot be decoded, none is removed. */
  static <T> List<Message<T>> several(
      PendingQueue queue, End end, int max, Codec<T> codec, boolean takes) {
    if (max < 0) {
      throw new IllegalArgumentException("max is " + max + "; it must be 0 or more");
    }
    List<Message<T>> messages = new ArrayList<>(Math.min(max, FIRST_ROOM));
    long number = queue.first(end);
    while (number != LiveSet.NONE && messages.size() < max) {
      messages.add(decode(queue.get(number), codec, takes));
      if (takes) {
        long unused = queue.sizeOf(number); // what cannot be told fails here, before any is removed
      }
      number = queue.after(end, number);
    }
    if (takes) {
      messages.forEach(message -> queue.remove(message.number(), RemoveReason.TAKEN));
    }
    return messages;
  }

  /** The message nearest to an end that passes, or null; the predicate runs under the lock. */
  static <T> Message<T> matching(
      PendingQueue queue,
      End end,
      Predicate<? super MessageInfo> predicate,
      Codec<T> codec,
      boolean takes) {
    Objects.requireNonNull(predicate, "predicate");
    for (long number = queue.first(end);
        number != LiveSet.NONE;
        number = queue.after(end, number)) {
      if (predicate.test(new Candidate(queue.envelope(number)))) {
        return deliver(queue, queue.get(number), codec, takes);
      }
    }
    return null;
  }

  /** A message as a predicate sees it; headers are decoded when asked for. */
  record Candidate(StoredMessage stored) implements MessageInfo {
    @Override
    public long number() {
      return stored.number();
    }

    @Override
    public Instant arrival() {
      return Instant.ofEpochMilli(stored.arrivalMillis());
    }

    @Override
    public Map<String, String> headers() {
      return HeadersFormat.decode(stored.headers());
    }

    @Override
    public int deliveryCount() {
      return stored.deliveryCount();
    }
  }
}
