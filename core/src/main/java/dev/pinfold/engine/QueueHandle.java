package dev.pinfold.engine;

import dev.pinfold.Message;
import dev.pinfold.MessageInfo;
import dev.pinfold.MessageQueue;
import dev.pinfold.MessageView;
import dev.pinfold.QueueInfo;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreFullException;
import dev.pinfold.codec.Codec;
import dev.pinfold.state.HeadersFormat;
import dev.pinfold.state.LiveSet;
import dev.pinfold.state.MessageLease;
import dev.pinfold.state.RemoveReason;
import dev.pinfold.state.StoredMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** A queue of the engine in a user's hand: each call says what to decide, the engine does it. */
final class QueueHandle<T> implements MessageQueue<T> {
  /** So many messages are looked at in one go, or so many bytes of them. */
  private static final int SLICE = 256;

  private static final long SLICE_BYTES = 1 << 20;

  private final Engine engine;
  private final String name;
  private final Codec<T> codec;

  QueueHandle(Engine engine, String name, Codec<T> codec) {
    this.engine = engine;
    this.name = name;
    this.codec = codec;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean exists() {
    return engine.exists(name);
  }

  @Override
  public long count() {
    return engine.execute(draft -> draft.queue(name).count());
  }

  @Override
  public Optional<QueueInfo> info() {
    return engine.execute(
        draft -> {
          PendingQueue queue = draft.queue(name);
          return queue.exists() ? Optional.of(describe(queue)) : Optional.empty();
        });
  }

  static QueueInfo describe(PendingQueue queue) {
    return new QueueInfo(
        queue.name(),
        queue.policy(),
        queue.count(),
        queue.bytes(),
        queue.count() == 0
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(queue.oldestArrivalMillis())),
        queue.nextNumber());
  }

  @Override
  public long add(T payload, Map<String, String> headers) {
    byte[] bytes = encode(payload);
    byte[] encodedHeaders = HeadersFormat.encode(headers);
    return engine.execute(draft -> draft.queue(name).add(encodedHeaders, bytes));
  }

  @Override
  public CompletableFuture<Long> addAsync(T payload, Map<String, String> headers) {
    byte[] bytes = encode(payload);
    byte[] encodedHeaders = HeadersFormat.encode(headers);
    return engine.executeAsync(draft -> draft.queue(name).add(encodedHeaders, bytes));
  }

  @Override
  public long addAll(Collection<? extends T> payloads) {
    List<byte[]> encoded = new ArrayList<>(payloads.size());
    payloads.forEach(payload -> encoded.add(encode(payload)));
    if (encoded.isEmpty()) {
      return 0;
    }
    byte[] noHeaders = HeadersFormat.encode(Map.of());
    return engine.execute(
        draft -> {
          PendingQueue queue = draft.queue(name);
          long first = queue.nextNumber();
          encoded.forEach(bytes -> queue.add(noHeaders, bytes));
          return first;
        });
  }

  private byte[] encode(T payload) {
    return Delivery.encode(payload, codec);
  }

  /** Decides what this queue hands out at an end, or null. */
  Message<T> choose(Draft draft, End end, boolean takes) {
    return Delivery.one(draft.queue(name), end, codec, takes);
  }

  private Optional<Message<T>> one(End end, boolean takes) {
    return Optional.ofNullable(engine.execute(draft -> choose(draft, end, takes)));
  }

  private List<Message<T>> several(End end, int max, boolean takes) {
    return engine.execute(draft -> Delivery.several(draft.queue(name), end, max, codec, takes));
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
  public Optional<Message<T>> takeOldest() {
    return one(End.OLDEST, true);
  }

  @Override
  public Optional<Message<T>> takeNewest() {
    return one(End.NEWEST, true);
  }

  @Override
  public List<Message<T>> peekOldest(int max) {
    return several(End.OLDEST, max, false);
  }

  @Override
  public List<Message<T>> peekNewest(int max) {
    return several(End.NEWEST, max, false);
  }

  @Override
  public List<Message<T>> takeOldest(int max) {
    return several(End.OLDEST, max, true);
  }

  @Override
  public List<Message<T>> takeNewest(int max) {
    return several(End.NEWEST, max, true);
  }

  @Override
  public Optional<Message<T>> peekOldest(Predicate<? super MessageInfo> predicate) {
    return find(End.OLDEST, predicate, false);
  }

  @Override
  public Optional<Message<T>> peekNewest(Predicate<? super MessageInfo> predicate) {
    return find(End.NEWEST, predicate, false);
  }

  @Override
  public Optional<Message<T>> takeOldest(Predicate<? super MessageInfo> predicate) {
    return find(End.OLDEST, predicate, true);
  }

  @Override
  public Optional<Message<T>> takeNewest(Predicate<? super MessageInfo> predicate) {
    return find(End.NEWEST, predicate, true);
  }

  /** Looks through the queue slice by slice, so that the predicate runs without the lock. */
  private Optional<Message<T>> find(
      End end, Predicate<? super MessageInfo> predicate, boolean takes) {
    Objects.requireNonNull(predicate, "predicate");
    long from = LiveSet.NONE;
    while (true) {
      Slice slice = slice(end, from);
      for (StoredMessage candidate : slice.messages()) {
        if (predicate.test(new Delivery.Candidate(candidate))) {
          Message<T> message = deliverIfUnchanged(candidate, takes);
          if (message != null) {
            return Optional.of(message);
          }
        }
      }
      if (slice.isLast()) {
        return Optional.empty();
      }
      from = slice.messages().get(slice.messages().size() - 1).number();
    }
  }

  /** Messages next to each other; at least one unless it is the last slice. */
  private record Slice(List<StoredMessage> messages, boolean isLast) {}

  private Slice slice(End end, long from) {
    return engine.execute(
        draft -> {
          PendingQueue queue = draft.queue(name);
          List<StoredMessage> slice = new ArrayList<>();
          long bytes = 0;
          long number = from == LiveSet.NONE ? queue.first(end) : queue.after(end, from);
          while (number != LiveSet.NONE && slice.size() < SLICE && bytes < SLICE_BYTES) {
            StoredMessage message = queue.get(number);
            slice.add(message);
            bytes += message.size();
            number = queue.after(end, number);
          }
          return new Slice(slice, number == LiveSet.NONE);
        });
  }

  /** Null when it is gone, or is not any more what the predicate saw: queues are made anew. */
  private Message<T> deliverIfUnchanged(StoredMessage candidate, boolean takes) {
    long number = candidate.number();
    return engine.execute(
        draft -> {
          PendingQueue queue = draft.queue(name);
          return queue.contains(number)
                  && !queue.isLeased(number)
                  && queue.get(number).looksLike(candidate)
              ? Delivery.deliver(queue, number, codec, takes)
              : null;
        });
  }

  @Override
  public Optional<Message<T>> peek(long number) {
    return Optional.ofNullable(
        engine.execute(
            draft -> {
              PendingQueue queue = draft.queue(name);
              return queue.contains(number) ? Delivery.deliver(queue, number, codec, false) : null;
            }));
  }

  @Override
  public Optional<Message<T>> peekOldest(Duration timeout) throws InterruptedException {
    return await(End.OLDEST, timeout, false);
  }

  @Override
  public Optional<Message<T>> peekNewest(Duration timeout) throws InterruptedException {
    return await(End.NEWEST, timeout, false);
  }

  @Override
  public Optional<Message<T>> takeOldest(Duration timeout) throws InterruptedException {
    return await(End.OLDEST, timeout, true);
  }

  @Override
  public Optional<Message<T>> takeNewest(Duration timeout) throws InterruptedException {
    return await(End.NEWEST, timeout, true);
  }

  private Optional<Message<T>> await(End end, Duration timeout, boolean takes)
      throws InterruptedException {
    long nanos = nanosOf(timeout);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    try {
      return join(end, takes).await(nanos);
    } catch (StoreFullException e) { // as the engine does for those who do not wait
      engine.makeRoom();
      return join(end, takes).await(nanos);
    }
  }

  private Waiter<T> join(End end, boolean takes) {
    Waiter<T> waiter = new Waiter<>(this, end, takes);
    engine.join(waiter);
    return waiter;
  }

  @Override
  public CompletableFuture<Optional<Message<T>>> takeOldestAsync(Duration timeout) {
    return awaitAsync(End.OLDEST, timeout);
  }

  @Override
  public CompletableFuture<Optional<Message<T>>> takeNewestAsync(Duration timeout) {
    return awaitAsync(End.NEWEST, timeout);
  }

  private CompletableFuture<Optional<Message<T>>> awaitAsync(End end, Duration timeout) {
    long nanos = nanosOf(timeout);
    Waiter<T> waiter = join(end, true);
    engine.timeOut(waiter, nanos);
    return waiter;
  }

  private static long nanosOf(Duration timeout) {
    if (timeout.isNegative()) {
      return 0;
    }
    return timeout.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0
        ? Long.MAX_VALUE
        : timeout.toNanos();
  }

  void abandoned(Waiter<T> waiter) {
    engine.leave(waiter);
  }

  @Override
  public Optional<Message<T>> lease(Duration duration) {
    if (duration.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("a lease of " + duration + "; it must last 1 ms or more");
    }
    long millis = nanosOf(duration) == Long.MAX_VALUE ? Long.MAX_VALUE : duration.toMillis();
    return Optional.ofNullable(
        engine.execute(
            draft -> {
              PendingQueue queue = draft.queue(name);
              long number = queue.first(End.OLDEST);
              if (number == LiveSet.NONE) {
                return null;
              }
              Message<T> message = Delivery.decode(queue.get(number), codec, true);
              long now = draft.nowMillis();
              long until = millis > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + millis;
              queue.lease(number, until, message.deliveryCount());
              return message;
            }));
  }

  @Override
  public boolean acknowledge(MessageInfo leased) {
    return engine.execute(
        draft -> {
          PendingQueue queue = draft.queue(name);
          boolean held = holds(queue, leased);
          if (held) {
            queue.remove(leased.number(), RemoveReason.ACKNOWLEDGED);
          }
          return held;
        });
  }

  @Override
  public boolean release(MessageInfo leased) {
    return engine.execute(
        draft -> {
          PendingQueue queue = draft.queue(name);
          boolean held = holds(queue, leased);
          if (held) {
            queue.release(leased.number());
          }
          return held;
        });
  }

  private static boolean holds(PendingQueue queue, MessageInfo leased) {
    MessageLease lease = queue.lease(leased.number());
    return lease != null
        && queue.contains(leased.number())
        && lease.untilMillis() != 0
        && lease.deliveryCount() == leased.deliveryCount();
  }

  @Override
  public boolean remove(long number) {
    return engine.execute(
        draft -> {
          PendingQueue queue = draft.queue(name);
          boolean there = queue.contains(number);
          if (there) {
            queue.remove(number, RemoveReason.REMOVED);
          }
          return there;
        });
  }

  @Override
  public MessageView<T> all() {
    return new FrozenView<>(
        engine,
        codec,
        engine.execute(
            draft -> {
              PendingQueue queue = draft.queue(name);
              queue.markRead();
              return queue.count() == 0
                  ? FrozenQueue.EMPTY
                  : FrozenQueue.of(queue.state(), queue.count(), queue.oldest());
            }));
  }

  @Override
  public long purge() {
    return engine.execute(draft -> draft.queue(name).purge());
  }

  @Override
  public void alter(QueuePolicy policy) {
    engine.alter(name, Objects.requireNonNull(policy, "policy"));
  }

  @Override
  public boolean drop() {
    return engine.execute(
        draft -> {
          PendingQueue queue = draft.queue(name);
          boolean there = queue.exists();
          if (there) {
            queue.drop();
          }
          return there;
        });
  }

  @Override
  public String toString() {
    return "queue \"" + name + "\"";
  }
}
