package dev.pinfold.engine;

import dev.pinfold.MessageQueue;
import dev.pinfold.Outcome;
import dev.pinfold.Pinfold;
import dev.pinfold.PinfoldException;
import dev.pinfold.QueueInfo;
import dev.pinfold.QueuePolicy;
import dev.pinfold.QueueTransaction;
import dev.pinfold.StoreClosedException;
import dev.pinfold.StoreFailedException;
import dev.pinfold.StoreFullException;
import dev.pinfold.codec.Codec;
import dev.pinfold.state.EngineState;
import dev.pinfold.state.HeadersFormat;
import dev.pinfold.state.MessageLease;
import dev.pinfold.state.Operation;
import dev.pinfold.state.Places;
import dev.pinfold.state.QueueState;
import dev.pinfold.state.Transaction;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine of queues. Every change takes one path, {@link #execute}: under the lock decide (a
 * {@link Draft}), write to the log, apply, serve who waits; outside it wait until the durability
 * asked for is reached, then answer.
 */
public final class Engine implements Pinfold {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final int MAX_NAME_BYTES = 1024;

  /** What the engine still does. It only ever goes down this list. */
  private enum Lifecycle {
    /** Everything. */
    OPEN,
    /** Reads; a write failed, and whether it happened may be unknown. */
    FAILED,
    /** Nothing. */
    CLOSED
  }

  private final ReentrantLock lock;
  private final EngineState state; // guarded by lock
  private final Draft reused; // guarded by lock: the draft of calls, one after the other
  private final TransactionLog log;
  private final InstantSource clock;
  private final WaitingLines lines = new WaitingLines(); // guarded by lock
  private final List<Served> answers = new ArrayList<>(); // guarded by lock
  private final Alarm alarm;
  private final LeaseWatch leases; // guarded by lock
  private Lifecycle lifecycle = Lifecycle.OPEN; // guarded by lock
  private Throwable failure; // guarded by lock

  /**
   * An engine on a recovered state.
   *
   * @param lock guards the state; shared with the log, which reads the state when it takes
   *     snapshots
   */
  public Engine(ReentrantLock lock, EngineState state, TransactionLog log, InstantSource clock) {
    this.lock = Objects.requireNonNull(lock, "lock");
    this.state = Objects.requireNonNull(state, "state");
    this.reused = new Draft(state);
    this.log = Objects.requireNonNull(log, "log");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.alarm = new Alarm(this::wakeUp);
    this.leases = new LeaseWatch(alarm);
    if (state.queues().stream().anyMatch(queue -> queue.policy().retention().limitsAge())) {
      alarm.watchAges();
    }
  }

  /** An engine whose queues live on the heap. */
  public static Engine inMemory(InstantSource clock) {
    EngineState state =
        new EngineState(
            (queueId, first) -> {
              throw new IllegalStateException("an engine in memory has no journaled queues");
            });
    return new Engine(new ReentrantLock(), state, TransactionLog.NONE, clock);
  }

  @Override
  public <T> MessageQueue<T> queue(String name, Codec<T> codec) {
    return handle(name, codec);
  }

  private <T> QueueHandle<T> handle(String name, Codec<T> codec) {
    return new QueueHandle<>(this, requireName(name), Objects.requireNonNull(codec, "codec"));
  }

  static String requireName(String name) {
    int length = HeadersFormat.strictUtf8("queue name", name).length;
    if (length == 0 || length > MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          "a queue name of " + length + " bytes; it must have 1 to " + MAX_NAME_BYTES);
    }
    return name;
  }

  @Override
  public <T> MessageQueue<T> queue(String name, Codec<T> codec, QueuePolicy policy) {
    QueueHandle<T> handle = handle(name, codec);
    requirePossible(policy);
    execute(
        draft -> {
          PendingQueue queue = draft.queue(name);
          queue.markRead(); // who opens it second is told of it when it is durable, too
          if (!queue.exists()) {
            queue.open(policy);
          } else if (!queue.policy().equals(policy)) {
            throw new IllegalStateException(
                "queue \""
                    + name
                    + "\" exists with "
                    + queue.policy()
                    + ", asked for was "
                    + policy
                    + ". Open it without a policy, and use alter to change it");
          }
          return null;
        });
    if (policy.retention().limitsAge()) {
      alarm.watchAges();
    }
    return handle;
  }

  void requirePossible(QueuePolicy policy) {
    if (policy.durability().isJournaled() && !log.isPresent()) {
      throw new UnsupportedOperationException(
          "a store in memory cannot give "
              + policy.durability()
              + ". Open a store on a directory (module pinfold-persistence) for that");
    }
  }

  @Override
  public boolean exists(String name) {
    Objects.requireNonNull(name, "name");
    return read(() -> state.queue(name) != null);
  }

  @Override
  public List<QueueInfo> queues() {
    return execute(
        draft ->
            state.queues().stream()
                .map(queue -> QueueHandle.describe(draft.queue(queue.name())))
                .sorted(Comparator.comparing(QueueInfo::name))
                .toList());
  }

  @Override
  public <R> R transact(Function<? super QueueTransaction, ? extends R> body) {
    Objects.requireNonNull(body, "body");
    try {
      return awaitDurable(
          runOnce(
              draft -> {
                try (DraftTransaction transaction = new DraftTransaction(draft)) {
                  return body.apply(transaction);
                }
              }));
    } catch (StoreFullException e) {
      log.makeRoom(); // for the next one: what the body did beside its queues is not done twice
      throw e;
    }
  }

  /** Decides, writes, applies; returns when the outcome is durable. */
  <R> R execute(Function<Draft, R> decide) {
    return awaitDurable(run(decide));
  }

  private <R> R awaitDurable(Executed<R> executed) {
    if (executed.awaited() != 0) {
      log.awaitForced(executed.awaited());
    }
    return executed.result();
  }

  /** Decides, writes, applies; the future completes when the outcome is durable. */
  <R> CompletableFuture<R> executeAsync(Function<Draft, R> decide) {
    Executed<R> executed = run(decide);
    if (executed.awaited() == 0) {
      return CompletableFuture.completedFuture(executed.result());
    }
    CompletableFuture<R> future = new CompletableFuture<>();
    log.whenForced(
        executed.awaited(),
        failed -> {
          if (failed == null) {
            future.complete(executed.result());
          } else {
            future.completeExceptionally(failed);
          }
        });
    return future;
  }

  /** What came of a draft: the result, and the transaction to wait for. */
  private record Executed<R>(R result, long awaited) {}

  /** A waiter, what to tell it, and the transaction to wait for first. */
  private record Served(Waiter<?> waiter, Object message, Throwable failure, long awaited) {}

  /** Runs; when the journal has no room, once more after what can be given back was. */
  private <R> Executed<R> run(Function<Draft, R> decide) {
    try {
      return runOnce(decide);
    } catch (StoreFullException e) {
      log.makeRoom();
      return runOnce(decide);
    }
  }

  private <R> Executed<R> runOnce(Function<Draft, R> decide) {
    enter();
    try {
      long now = clock.millis();
      if (leases.isDue(now)) {
        leases.due(now).forEach(this::serveLine); // who waits comes before who does not
      }
      log.begin();
      Draft draft = reused.begin(now);
      R result = decide.apply(draft);
      commit(draft);
      serveWaiters(draft);
      return new Executed<>(result, draft.awaitedTransaction());
    } finally {
      reused.end();
      exit();
    }
  }

  /** Leaves the lock, and then answers the waiters that were served under it. */
  private void exit() {
    if (answers.isEmpty()) {
      lock.unlock();
      return;
    }
    List<Served> served = List.copyOf(answers);
    answers.clear();
    lock.unlock();
    served.forEach(this::answer);
  }

  /** Reads the state without deciding anything. */
  <R> R read(Supplier<R> reader) {
    enter();
    try {
      return reader.get();
    } finally {
      lock.unlock();
    }
  }

  private void enter() {
    if (lock.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          "the store was called from inside a transaction's body, a predicate or a codec. Use the"
              + " queues that the transaction gives");
    }
    lock.lock();
    if (lifecycle == Lifecycle.CLOSED) {
      lock.unlock();
      throw closed();
    }
  }

  private static StoreClosedException closed() {
    return new StoreClosedException("the store is closed. Open it again to go on", null);
  }

  /** Writes a draft to the log and applies it. */
  private void commit(Draft draft) {
    List<PendingQueue> queues = draft.queues();
    for (int i = 0; i < queues.size(); i++) {
      queues.get(i).enforceRetention();
    }
    draft.writeOperations();
    List<Operation> journaled = draft.journaled();
    List<Operation> inMemory = draft.inMemory();
    if (!journaled.isEmpty()) {
      try {
        commitJournaled(journaled);
      } catch (PinfoldException e) {
        if (e.outcome() == Outcome.NOT_DONE && draft.onlyExpires()) {
          return; // what has expired is not shown; it can be removed another time
        }
        throw e;
      }
    }
    if (!inMemory.isEmpty()) {
      applyInMemory(inMemory);
    }
  }

  /** The write path: append, then apply. */
  private void commitJournaled(List<Operation> operations) {
    requireWritable();
    Transaction transaction = new Transaction(state.lastTransaction() + 1, operations);
    Places places;
    try {
      places = log.append(transaction);
    } catch (PinfoldException e) {
      if (e instanceof StoreFailedException || e.outcome() != Outcome.NOT_DONE) {
        fail(e);
      }
      throw e;
    } catch (RuntimeException | Error e) {
      fail(e);
      throw new StoreFailedException(
          Outcome.UNKNOWN,
          "transaction "
              + transaction.number()
              + " may or may not be in the journal. Close the store and open it again",
          e);
    }
    try {
      state.apply(transaction, places);
    } catch (RuntimeException | Error e) {
      fail(e);
      throw new StoreFailedException(
          Outcome.UNKNOWN,
          "transaction "
              + transaction.number()
              + " is in the journal but could not be applied. Close the store and open it again",
          e);
    }
  }

  private void applyInMemory(List<Operation> operations) {
    state.apply(new Transaction(Transaction.UNNUMBERED, operations), Places.NOWHERE);
  }

  private void requireWritable() {
    if (lifecycle == Lifecycle.FAILED) {
      throw new StoreFailedException(
          Outcome.NOT_DONE,
          "the store failed before and takes no changes: "
              + failure.getMessage()
              + " Close it and open it again",
          failure);
    }
  }

  private void fail(Throwable cause) {
    if (lifecycle == Lifecycle.OPEN) {
      lifecycle = Lifecycle.FAILED;
      failure = cause;
      log.fail(cause);
      LOG.error("The store failed and refuses changes until it is opened again", cause);
    }
  }

  /** Hands what a draft made available to those who wait for it, in the order of their coming. */
  private void serveWaiters(Draft draft) {
    if (!lines.isEmpty()) {
      for (PendingQueue queue : draft.queues()) {
        if (queue.offersMessages()) {
          serveLine(queue.name());
        }
      }
    }
  }

  private void serveLine(String queue) {
    for (Waiter<?> waiter = lines.first(queue); waiter != null; waiter = lines.first(queue)) {
      Served served = attempt(waiter);
      if (served == null) {
        break;
      }
      lines.leave(waiter);
      if (served.message() != null || served.failure() != null) {
        answers.add(served);
      }
    }
    watchLeases(queue);
  }

  /**
   * Serves one waiter: null when there is nothing to hand out; without content when it has gone.
   */
  private Served attempt(Waiter<?> waiter) {
    log.begin();
    Draft draft = new Draft(state, clock.millis());
    Object message;
    try {
      message = waiter.choose(draft);
    } catch (RuntimeException | Error e) { // a codec's; whose message woke the waiter has no part
      return new Served(waiter, null, waiter.claim() ? e : null, 0);
    }
    if (message == null) {
      return null;
    }
    if (!waiter.claim()) {
      return new Served(waiter, null, null, 0);
    }
    try {
      commit(draft);
      return new Served(waiter, message, null, draft.awaitedTransaction());
    } catch (RuntimeException | Error e) {
      return new Served(waiter, null, e, 0);
    }
  }

  private void answer(Served served) {
    if (served.failure() != null) {
      served.waiter().fail(served.failure());
    } else if (served.awaited() == 0) {
      served.waiter().serve(served.message());
    } else {
      answerWhenForced(served);
    }
  }

  /** Whatever happens, the waiter gets an answer, and who served it does not get its failure. */
  private void answerWhenForced(Served served) {
    try {
      log.whenForced(
          served.awaited(),
          failed -> {
            if (failed == null) {
              served.waiter().serve(served.message());
            } else {
              served.waiter().fail(failed);
            }
          });
    } catch (RuntimeException e) {
      served.waiter().fail(e);
    }
  }

  /** Puts a waiter into its queue's line, and serves it at once when it is its turn. */
  void join(Waiter<?> waiter) {
    enter();
    try {
      lines.join(waiter);
      serveLine(waiter.queueName());
    } finally {
      exit();
    }
  }

  /** Has the log give back what space it can. */
  void makeRoom() {
    log.makeRoom();
  }

  /** Ends a wait after this time, unless it was served before. */
  void timeOut(Waiter<?> waiter, long nanos) {
    if (nanos <= 0) {
      waiter.timeOut();
    } else if (!waiter.isDone() && nanos < Long.MAX_VALUE) {
      alarm.timeOut(waiter, nanos);
    }
  }

  /** Takes a waiter that has ended by itself out of its line. */
  void leave(Waiter<?> waiter) {
    locked(
        () -> {
          lines.leave(waiter);
          if (!lines.hasWaiters(waiter.queueName())) {
            leases.forget(waiter.queueName());
          }
        });
  }

  private void watchLeases(String queueName) {
    QueueState queue = lines.hasWaiters(queueName) ? state.queue(queueName) : null;
    long now = clock.millis();
    OptionalLong next =
        queue == null
            ? OptionalLong.empty()
            : queue.leases().values().stream()
                .mapToLong(MessageLease::untilMillis)
                .filter(until -> until > now)
                .min();
    if (next.isPresent()) {
      leases.watch(queueName, now, next.getAsLong());
    } else {
      leases.forget(queueName);
    }
  }

  /** Called by the alarm: serves the line where a lease ended, or (null) expires what is due. */
  private void wakeUp(String queueName) {
    lock.lock();
    try {
      if (lifecycle == Lifecycle.CLOSED) {
        return;
      }
      if (queueName != null) {
        leases.forget(queueName);
        serveLine(queueName);
      } else {
        expireDue();
      }
    } finally {
      exit();
    }
  }

  private void expireDue() {
    for (QueueState queue : List.copyOf(state.queues())) {
      if (queue.policy().retention().limitsAge()) {
        expireDue(queue.name());
      }
    }
  }

  /** What is wrong with one queue must not keep the messages of others. */
  private void expireDue(String queueName) {
    try {
      log.begin();
      Draft draft = new Draft(state, clock.millis());
      draft.queue(queueName);
      commit(draft);
    } catch (RuntimeException e) {
      LOG.warn("Expiring messages of queue \"{}\" failed; it will be tried again", queueName, e);
    }
  }

  /**
   * Commits journaled operations that change nothing a user can see; none when the store is not
   * open. What they are is asked for under the lock.
   */
  public void commitUpkeep(Supplier<List<Operation>> upkeep) {
    locked(
        () -> {
          log.begin();
          List<Operation> operations =
              lifecycle == Lifecycle.OPEN ? upkeep.get() : List.<Operation>of();
          if (!operations.isEmpty()) {
            commitJournaled(operations);
          }
        });
  }

  /** Runs under the lock whatever the engine's lifecycle. */
  public void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  /** Changes a queue's policy, moving its messages between heap and journal where it must. */
  void alter(String name, QueuePolicy policy) {
    requirePossible(policy);
    long awaited;
    enter();
    try {
      log.begin();
      awaited =
          new Alteration(
                  state, clock.millis(), this::commit, this::commitJournaled, this::applyInMemory)
              .run(name, policy);
    } finally {
      exit();
    }
    if (policy.retention().limitsAge()) {
      alarm.watchAges();
    }
    if (awaited != 0) {
      log.awaitForced(awaited);
    }
  }

  @Override
  public void close() {
    List<Waiter<?>> waiting;
    if (lock.isHeldByCurrentThread()) {
      throw new IllegalStateException("a transaction cannot close the store that it runs in");
    }
    lock.lock();
    try {
      if (lifecycle == Lifecycle.CLOSED) {
        return;
      }
      lifecycle = Lifecycle.CLOSED;
      waiting = lines.dismiss();
    } finally {
      lock.unlock();
    }
    alarm.close();
    for (Waiter<?> waiter : waiting) {
      if (waiter.claim()) {
        waiter.fail(closed());
      }
    }
    log.close();
  }
}
