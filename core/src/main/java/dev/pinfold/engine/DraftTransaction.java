package dev.pinfold.engine;

import dev.pinfold.Message;
import dev.pinfold.MessageInfo;
import dev.pinfold.Outcome;
import dev.pinfold.PinfoldException;
import dev.pinfold.QueueTransaction;
import dev.pinfold.TransactionQueue;
import dev.pinfold.codec.Codec;
import dev.pinfold.state.HeadersFormat;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** A draft in the hands of a transaction's body; of no use once the body has returned. */
final class DraftTransaction implements QueueTransaction, AutoCloseable {
  private final Thread owner = Thread.currentThread();
  private final Draft draft;
  private boolean ended; // touched by the owner alone, as is what follows
  private boolean busy; // in a call, which may be calling a codec or a predicate
  private VirtualMachineError halfDone; // what a call failed with that may be there in part

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

  /**
   * Refuses what a call left half done, also when the body went on after it.
   *
   * @throws PinfoldException with {@link Outcome#NOT_DONE}
   */
  void requireWhole() {
    if (halfDone != null) {
      throw new PinfoldException(
          Outcome.NOT_DONE,
          "a call in the transaction failed and may have been decided in part: "
              + halfDone
              + ". So nothing of the transaction was done. Let such an error end it",
          halfDone);
    }
  }

  /** Runs a call on a queue; what it calls must not call again, half way through it. */
  private <R> R on(String name, Function<PendingQueue, R> call) {
    if (Thread.currentThread() != owner || ended) {
      throw new IllegalStateException(
          "a transaction's queues are for its body alone, in its thread, until it returns");
    }
    if (busy) {
      throw new IllegalStateException(
          "a transaction's queues were called from inside a codec or a predicate that one of them"
              + " called");
    }
    busy = true;
    try {
      return call.apply(draft.queue(name));
    } catch (VirtualMachineError e) {
      halfDone = e;
      throw e;
    } finally {
      busy = false;
    }
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

    private <R> R on(Function<PendingQueue, R> call) {
      return DraftTransaction.this.on(name, call);
    }

    private Optional<Message<T>> one(End end, boolean takes) {
      return on(queue -> Optional.ofNullable(Delivery.one(queue, end, codec, takes)));
    }

    private Optional<Message<T>> matching(
        End end, Predicate<? super MessageInfo> predicate, boolean takes) {
      return on(
          queue -> Optional.ofNullable(Delivery.matching(queue, end, predicate, codec, takes)));
    }

    private List<Message<T>> take(End end, int max) {
      return on(queue -> Delivery.several(queue, end, max, codec, true));
    }

    @Override
    public boolean exists() {
      return on(
          queue -> {
            queue.markRead();
            return queue.exists();
          });
    }

    @Override
    public long count() {
      return on(
          queue -> {
            queue.markRead();
            return queue.count();
          });
    }

    @Override
    public long add(T payload, Map<String, String> headers) {
      return on(
          queue -> {
            byte[] bytes = Delivery.encode(payload, codec);
            return queue.add(HeadersFormat.encode(headers), bytes);
          });
    }

    @Override
    public long addAll(Collection<? extends T> payloads) {
      return on(
          queue -> {
            List<byte[]> encoded =
                Delivery.encodeAll(payloads, payload -> Delivery.encode(payload, codec));
            return Delivery.addAll(queue, encoded, false);
          });
    }

    @Override
    public Optional<Message<T>> peekOldest() {
      return one(End.OLDEST, false);
    }

    @Override
    public Optional<Message<T>> peekNewest() {
      return one(End.NEWEST, false);
    }

    @Override
    public Optional<Message<T>> peekOldest(Predicate<? super MessageInfo> predicate) {
      return matching(End.OLDEST, predicate, false);
    }

    @Override
    public Optional<Message<T>> peekNewest(Predicate<? super MessageInfo> predicate) {
      return matching(End.NEWEST, predicate, false);
    }

    @Override
    public Optional<Message<T>> peek(long number) {
      return Optional.ofNullable(on(queue -> Delivery.peek(queue, number, codec)));
    }

    @Override
    public Optional<Message<T>> takeOldest() {
      return one(End.OLDEST, true);
    }

    @Override
    public Optional<Message<T>> takeNewest() {
      return one(End.NEWEST, true);
    }

    @Override
    public Optional<Message<T>> takeOldest(Predicate<? super MessageInfo> predicate) {
      return matching(End.OLDEST, predicate, true);
    }

    @Override
    public Optional<Message<T>> takeNewest(Predicate<? super MessageInfo> predicate) {
      return matching(End.NEWEST, predicate, true);
    }

    @Override
    public List<Message<T>> takeOldest(int max) {
      return take(End.OLDEST, max);
    }

    @Override
    public List<Message<T>> takeNewest(int max) {
      return take(End.NEWEST, max);
    }

    @Override
    public boolean acknowledge(MessageInfo leased) {
      return on(queue -> Delivery.acknowledge(queue, leased));
    }

    @Override
    public boolean remove(long number) {
      return on(queue -> Delivery.remove(queue, number));
    }

    @Override
    public long purge() {
      return on(PendingQueue::purge);
    }
  }
}
