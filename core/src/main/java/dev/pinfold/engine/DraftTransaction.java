package dev.pinfold.engine;

import dev.pinfold.Message;
import dev.pinfold.MessageInfo;
import dev.pinfold.QueueTransaction;
import dev.pinfold.TransactionQueue;
import dev.pinfold.codec.Codec;
import dev.pinfold.state.HeadersFormat;
import dev.pinfold.state.RemoveReason;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** A draft in the hands of a transaction's body; of no use once the body has returned. */
final class DraftTransaction implements QueueTransaction, AutoCloseable {
  private final Thread owner = Thread.currentThread();
  private final Draft draft;
  private boolean ended; // touched by the owner alone

  DraftTransaction(Draft draft) {
    this.draft = draft;
  }

  @Override
  public <T> TransactionQueue<T> queue(String name, Codec<T> codec) {
    return new Queue<>(Engine.requireName(name), Objects.requireNonNull(codec, "codec"));
  }

  @Override
  public void close() {
    ended = true;
  }

  private PendingQueue pending(String name) {
    if (Thread.currentThread() != owner || ended) {
      throw new IllegalStateException(
          "a transaction's queues are for its body alone, in its thread, until it returns");
    }
    return draft.queue(name);
  }

  private final class Queue<T> implements TransactionQueue<T> {
    private final String name;
    private final Codec<T> codec;

    Queue(String name, Codec<T> codec) {
      this.name = name;
      this.codec = codec;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean exists() {
      return pending(name).exists();
    }

    @Override
    public long count() {
      PendingQueue queue = pending(name);
      queue.markRead();
      return queue.count();
    }

    @Override
    public long add(T payload, Map<String, String> headers) {
      byte[] bytes = Delivery.encode(payload, codec);
      return pending(name).add(HeadersFormat.encode(headers), bytes);
    }

    @Override
    public Optional<Message<T>> peekOldest() {
      return Optional.ofNullable(Delivery.one(pending(name), End.OLDEST, codec, false));
    }

    @Override
    public Optional<Message<T>> peekNewest() {
      return Optional.ofNullable(Delivery.one(pending(name), End.NEWEST, codec, false));
    }

    @Override
    public Optional<Message<T>> takeOldest() {
      return Optional.ofNullable(Delivery.one(pending(name), End.OLDEST, codec, true));
    }

    @Override
    public Optional<Message<T>> takeNewest() {
      return Optional.ofNullable(Delivery.one(pending(name), End.NEWEST, codec, true));
    }

    @Override
    public Optional<Message<T>> takeOldest(Predicate<? super MessageInfo> predicate) {
      return Optional.ofNullable(
          Delivery.matching(pending(name), End.OLDEST, predicate, codec, true));
    }

    @Override
    public Optional<Message<T>> takeNewest(Predicate<? super MessageInfo> predicate) {
      return Optional.ofNullable(
          Delivery.matching(pending(name), End.NEWEST, predicate, codec, true));
    }

    @Override
    public List<Message<T>> takeOldest(int max) {
      return Delivery.several(pending(name), End.OLDEST, max, codec, true);
    }

    @Override
    public boolean remove(long number) {
      PendingQueue queue = pending(name);
      boolean there = queue.contains(number);
      if (there) {
        queue.remove(number, RemoveReason.REMOVED);
      }
      return there;
    }
  }
}
