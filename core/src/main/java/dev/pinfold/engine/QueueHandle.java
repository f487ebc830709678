package dev.pinfold.engine;

import dev.pinfold.Message;
import dev.pinfold.MessageInfo;
import dev.pinfold.MessageQueue;
import dev.pinfold.MessageView;
import dev.pinfold.QueueInfo;
import dev.pinfold.QueuePolicy;
import dev.pinfold.codec.Codec;
import dev.pinfold.codec.Codecs;
import dev.pinfold.state.Arrivals;
import dev.pinfold.state.HeadersFormat;
import dev.pinfold.state.LiveSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/** A queue of the engine in a user's hand: each call says what to decide, the engine does it. */
final class QueueHandle<T> implements MessageQueue<T> {
  private final Engine engine;
  private final String name;
  private final Codec<T> codec;
  private final boolean
      borrows; // bytes: the codec would copy them before it is known who keeps them

  QueueHandle(Engine engine, String name, Codec<T> codec) {
    this.engine = engine;
    this.name = name;
    this.codec = codec;
    this.borrows = codec == Codecs.bytes();
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
    long oldest = queue.count() == 0 ? Arrivals.UNKNOWN : queue.oldestArrivalMillis();
    return new QueueInfo(
        queue.name(),
        queue.policy(),
        queue.count(),
        queue.bytes(),
        oldest == Arrivals.UNKNOWN ? Optional.empty() : Optional.of(Instant.ofEpochMilli(oldest)),
        queue.nextNumber());
  }

  @Override
  public long add(T payload, Map<String, String> headers) {
    AddCall call = adding(payload, headers);
    engine.execute(call);
    return call.number();
  }

  @Override
  public CompletableFuture<Long> addAsync(T payload, Map<String, String> headers) {
    return engine.executeAsync(adding(payload, headers));
  }

  private AddCall adding(T payload, Map<String, String> headers) {
    byte[] bytes = encode(payload);
    return new AddCall(name, HeadersFormat.encode(headers), bytes, borrows);
  }

  private byte[] encode(T payload) {
    return borrows
        ? (byte[]) Objects.requireNonNull(payload, "payload")
        : Delivery.encode(payload, codec);
  }

  @Override
  public long addAll(Collection<? extends T> payloads) {
    List<byte[]> encoded = Delivery.encodeAll(payloads, this::encode);
    if (encoded.isEmpty()) {
      return 0;
    }
    AddAllCall call = new AddAllCall(name, encoded, borrows);
    engine.execute(call);
    return call.outcome();
  }

  private Message<T> choose(Draft draft, End end, boolean takes) {
    return Delivery.one(draft.queue(name), end, codec, takes);
  }

  private Optional<Message<T>> one(End end, boolean takes) {
    EndCall<T> call = new EndCall<>(name, codec, end, takes);
    engine.execute(call);
    return Optional.ofNullable(call.outcome());
  }

  private List<Message<T>> several(End end, int max, boolean takes) {
    EndBatchCall<T> call = new EndBatchCall<>(name, codec, end, max, takes);
    engine.execute(call);
    return call.outcome();
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

  private Optional<Message<T>> find(
      End end, Predicate<? super MessageInfo> predicate, boolean takes) {
    Objects.requireNonNull(predicate, "predicate");
    return Optional.ofNullable(new Search<>(engine, name, codec, end, predicate, takes).run());
  }

  @Override
  public Optional<Message<T>> peek(long number) {
    return Optional.ofNullable(
        engine.execute(draft -> Delivery.peek(draft.queue(name), number, codec)));
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
    return await(draft -> choose(draft, end, takes), timeout);
  }

  private Optional<Message<T>> await(Function<Draft, Message<T>> choice, Duration timeout)
      throws InterruptedException {
    long nanos = nanosOf(timeout);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Waiter<T> waiter = join(choice, true, Long.MAX_VALUE); // its thread looks at the time itself
    Optional<Message<T>> message = waiter.await(nanos);
    engine.awaitForced(waiter.awaited());
    return message;
  }

  private Waiter<T> join(Function<Draft, Message<T>> choice, boolean blocks, long nanos) {
    Waiter<T> waiter = new Waiter<>(this, choice, blocks);
    try {
      engine.join(waiter);
      engine.timeOut(waiter, nanos);
    } catch (RuntimeException | Error e) { // such as no thread to be had
      if (waiter.abandon()) {
        throw e;
      }
    }
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
    return join(draft -> choose(draft, end, true), false, nanosOf(timeout));
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
    long millis = leaseMillis(duration);
    return Optional.ofNullable(engine.execute(draft -> lease(draft, millis)));
  }

  @Override
  public Optional<Message<T>> lease(Duration duration, Duration timeout)
      throws InterruptedException {
    long millis = leaseMillis(duration);
    return await(draft -> lease(draft, millis), timeout);
  }

  private static long leaseMillis(Duration duration) {
    if (duration.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("a lease of " + duration + "; it must last 1 ms or more");
    }
    return nanosOf(duration) == Long.MAX_VALUE ? Long.MAX_VALUE : duration.toMillis();
  }

  private Message<T> lease(Draft draft, long millis) {
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
  }

  @Override
  public boolean acknowledge(MessageInfo leased) {
    return engine.execute(draft -> Delivery.acknowledge(draft.queue(name), leased));
  }

  @Override
  public boolean release(MessageInfo leased) {
    return engine.execute(
        draft -> {
          PendingQueue queue = draft.queue(name);
          boolean held = queue.isLeasedAs(leased);
          if (held) {
            queue.release(leased.number());
          }
          return held;
        });
  }

  @Override
  public boolean remove(long number) {
    return engine.execute(draft -> Delivery.remove(draft.queue(name), number));
  }

  @Override
  public MessageView<T> all() {
    return engine.execute(
        draft -> {
          PendingQueue queue = draft.queue(name);
          queue.markRead();
          return new FrozenView<>( // here: should this call fail, the collector closes it
              engine,
              codec,
              queue.count() == 0
                  ? FrozenQueue.EMPTY
                  : FrozenQueue.of(queue.state(), queue.count(), queue.oldest()));
        });
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
