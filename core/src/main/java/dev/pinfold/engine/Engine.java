package dev.pinfold.engine;

import dev.pinfold.Durability;
import dev.pinfold.MessageQueue;
import dev.pinfold.Outcome;
import dev.pinfold.Pinfold;
import dev.pinfold.PinfoldException;
import dev.pinfold.QueueInfo;
import dev.pinfold.QueuePolicy;
import dev.pinfold.QueueTransaction;
import dev.pinfold.Retention;
import dev.pinfold.StoreClosedException;
import dev.pinfold.StoreFailedException;
import dev.pinfold.StoreFullException;
import dev.pinfold.codec.Codec;
import dev.pinfold.state.EngineState;
import dev.pinfold.state.HeadersFormat;
import dev.pinfold.state.Operation;
import dev.pinfold.state.Places;
import dev.pinfold.state.QueueState;
import dev.pinfold.state.Transaction;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine of queues. Every change takes one path, {@code execute}: under the lock decide (a
 * {@link Draft}, or a {@link QueueCall} without one), write to the log, apply, serve who waits;
 * outside it wait until the durability asked for is reached, then answer.
 */
public final class Engine implements Pinfold {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final int MAX_NAME_BYTES = 1024;
  private static final int MOST_TRIES = 3; // to answer a waiter

  /** What the engine still does. It only ever goes down this list. */
  private enum Lifecycle {
    /** Everything. */
    OPEN,
    /** Reads, and changes in memory; a write failed, and whether it happened may be unknown. */
    FAILED,
    /** Reads; a change in memory was applied in part. */
    BROKEN,
    /** Nothing. */
    CLOSED
  }

  private final ReentrantLock lock;
  private final EngineState state; // guarded by lock
  private final Draft reused; // guarded by lock: the draft of calls, one after the other
  private final TransactionLog log;
  private final InstantSource clock;
  private final Alarm alarm;
  private final Serving serving; // guarded by lock
  private final Expiry expiry; // guarded by lock
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
    this.serving = new Serving(state, clock, log, alarm, this::commit, this::makeRoomFor);
    this.expiry = new Expiry(state, log, this::commit, LOG::warn);
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
                  R result = body.apply(transaction);
                  transaction.requireWhole();
                  return result;
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
    awaitForced(executed.awaited());
    return executed.result();
  }

  /** Returns when a transaction survives a loss of power; 0 stands for none. */
  void awaitForced(long transaction) {
    if (transaction != 0) {
      log.awaitForced(transaction);
    }
  }

  /** Decides, writes, applies; returns when the call's outcome is durable. */
  void execute(QueueCall<?> call) {
    awaitForced(run(call));
  }

  /** Decides, writes, applies; the future completes with the outcome when it is durable. */
  <R> CompletableFuture<R> executeAsync(QueueCall<R> call) {
    long awaited = run(call);
    if (awaited == 0) {
      return CompletableFuture.completedFuture(call.outcome());
    }
    R outcome = call.outcome(); // to be kept until then, and not the call: that has the payload
    CompletableFuture<R> future = new CompletableFuture<>();
    log.whenForced(
        awaited,
        failed -> {
          if (failed == null) {
            future.complete(outcome);
          } else {
            future.completeExceptionally(failed);
          }
        });
    return future;
  }

  /** What came of a draft: the result, and the transaction to wait for. */
  private record Executed<R>(R result, long awaited) {}

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
      return inDraft(begin(), decide);
    } finally {
      exit();
    }
  }

  /** Serves whose turn has come, begins a transaction and returns its time. */
  private long begin() {
    long now = clock.millis();
    serving.serveDue(now);
    log.begin();
    return now;
  }

  private <R> Executed<R> inDraft(long now, Function<Draft, R> decide) {
    try {
      Draft draft = reused.begin(now);
      R result = decide.apply(draft);
      commit(draft);
      serving.serveFrom(draft);
      return new Executed<>(result, draft.awaitedTransaction());
    } finally {
      reused.end();
    }
  }

  /** As the other {@code run}; the transaction to wait for, 0 for none. */
  private long run(QueueCall<?> call) {
    try {
      return runOnce(call);
    } catch (StoreFullException e) {
      log.makeRoom();
      return runOnce(call);
    }
  }

  private long runOnce(QueueCall<?> call) {
    enter();
    try {
      long now = begin();
      QueueState queue = state.queue(call.queueName());
      return queue != null && isPlain(queue) && call.isPlainOn(queue)
          ? commit(queue, call.operationsOn(queue, now))
          : inDraft(now, draft -> decide(call, draft)).awaited();
    } finally {
      exit();
    }
  }

  /** Whether a call to this queue moves nothing but what it is about. */
  private boolean isPlain(QueueState queue) {
    Retention retention = queue.policy().retention();
    return !retention.limitsSize() && !retention.limitsAge() && !serving.hasWaiters();
  }

  private static Void decide(QueueCall<?> call, Draft draft) {
    call.decideIn(draft.queue(call.queueName()));
    return null;
  }

  /** Commits a call's operations, if any; the transaction to wait for, 0 for none. */
  private long commit(QueueState queue, List<Operation> operations) {
    if (!operations.isEmpty()) {
      if (queue.policy().durability().isJournaled()) {
        commitJournaled(operations);
      } else {
        applyInMemory(inMemory(operations), queue);
      }
    }
    return queue.policy().durability() == Durability.POWER_LOSS ? queue.lastTransaction() : 0;
  }

  /** Leaves the lock, whatever happens, and then answers the waiters that were served under it. */
  private void exit() {
    Serving.Answer answer;
    try {
      answer = serving.takeAnswers();
    } finally {
      lock.unlock();
    }
    for (; answer != null; answer = answer.next()) {
      give(answer);
    }
  }

  /**
   * What fails for one waiter is neither the others' matter nor that of who served it. Memory that
   * was too short may be there at the next try.
   */
  private void give(Serving.Answer answer) {
    for (int tries = MOST_TRIES; tries > 0; tries--) {
      try {
        serving.give(answer);
        return;
      } catch (RuntimeException | Error e) {
        Telling.warn(LOG, "A call that waits for a message could not be answered", e);
      }
    }
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
      if (!isFrozen(queues.get(i))) {
        queues.get(i).enforceRetention();
      }
    }
    draft.writeOperations();
    List<Operation> journaled = draft.journaled();
    Transaction inMemory = // first: memory may be too short for it
        draft.inMemory().isEmpty() ? null : inMemory(draft.inMemory());
    if (!journaled.isEmpty()) {
      try {
        commitJournaled(journaled);
      } catch (PinfoldException e) {
        if (e.outcome() != Outcome.NOT_DONE || !draft.journalsOnlyExpiry()) {
          throw e;
        } // what has expired is not shown; it can be removed another time
      }
    }
    if (inMemory != null && !(lifecycle == Lifecycle.BROKEN && draft.onlyExpires())) {
      applyInMemory(
          inMemory, journaled.isEmpty() && queues.size() == 1 ? queues.get(0).state() : null);
    }
  }

  /** Whether a queue takes no changes any more, and is only read. */
  private boolean isFrozen(PendingQueue queue) {
    return lifecycle == Lifecycle.BROKEN || (failure != null && queue.isJournaled());
  }

  /** The write path: append, then apply. */
  private void commitJournaled(List<Operation> operations) {
    requireWritable();
    Transaction transaction = new Transaction(state.lastTransaction() + 1, operations);
    log.encode(transaction); // what goes wrong here has changed nothing
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

  /**
   * Nothing but too short a memory can part it.
   *
   * @param only the queue that is changed; null where there are others, a journaled part, or none
   *     yet
   */
  private void applyInMemory(Transaction transaction, QueueState only) {
    if (lifecycle == Lifecycle.BROKEN) {
      throw failedBefore();
    }
    long countBefore = only == null ? 0 : only.live().count();
    long nextBefore = only == null ? 0 : only.nextNumber();
    try {
      state.apply(transaction, Places.NOWHERE);
    } catch (RuntimeException | Error e) {
      if (only != null
          && isAddOrRemoval(transaction.operations().get(0))
          && only.live().count() == countBefore
          && only.nextNumber() == nextBefore) {
        throw e; // at the very beginning: nothing was done
      }
      fail(Lifecycle.BROKEN, e);
      throw new StoreFailedException(
          Outcome.UNKNOWN,
          "a change of queues in memory may be there in part. No queue takes changes any more; what"
              + " is there can be read. Close the store and open it again",
          e);
    }
  }

  private static boolean isAddOrRemoval(Operation operation) {
    return operation instanceof Operation.Add || operation instanceof Operation.Remove;
  }

  /** A change of queues in memory, which has no number. */
  static Transaction inMemory(List<Operation> operations) {
    return new Transaction(Transaction.UNNUMBERED, operations);
  }

  private void requireWritable() {
    if (failure != null) {
      throw failedBefore();
    }
  }

  private StoreFailedException failedBefore() {
    return new StoreFailedException(
        Outcome.NOT_DONE,
        "the store failed before and takes no changes: "
            + failure.getMessage()
            + " Close it and open it again",
        failure);
  }

  private void fail(Throwable cause) {
    fail(Lifecycle.FAILED, cause);
  }

  private void fail(Lifecycle reached, Throwable cause) {
    if (lifecycle.compareTo(reached) < 0) {
      lifecycle = reached;
    }
    if (failure == null) {
      failure = cause;
      log.fail(cause);
      LOG.error("The store failed and refuses changes until it is opened again", cause);
    }
  }

  /** Puts a waiter into its queue's line, and serves it at once when it is its turn. */
  void join(Waiter<?> waiter) {
    enter();
    try {
      serving.join(waiter);
    } finally {
      exit();
    }
  }

  /**
   * Has the log give back what space it can, on a thread that may block, and then serves a queue's
   * line once more.
   */
  private void makeRoomFor(String queueName) {
    Thread thread =
        new Thread(
            () -> {
              try {
                log.makeRoom();
              } finally {
                whenOpen(() -> serving.serveAfterRoomWasMade(queueName));
              }
            },
            "pinfold-room");
    thread.setDaemon(true);
    thread.start();
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
    locked(() -> serving.leave(waiter));
  }

  /** Called by the alarm: serves the line where a lease ended, or (null) expires what is due. */
  private void wakeUp(String queueName) {
    whenOpen(
        () -> {
          if (queueName != null) {
            serving.serveAfterAlarm(queueName);
          } else {
            expiry.run(clock.millis());
          }
        });
  }

  /** Runs under the lock, and then answers who was served; does nothing on a closed store. */
  private void whenOpen(Runnable action) {
    lock.lock();
    try {
      if (lifecycle != Lifecycle.CLOSED) {
        action.run();
      }
    } finally {
      exit();
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
    try {
      awaited = alterOnce(name, policy);
    } catch (StoreFullException e) {
      log.makeRoom();
      awaited = alterOnce(name, policy);
    }
    if (policy.retention().limitsAge()) {
      alarm.watchAges();
    }
    awaitForced(awaited);
  }

  private long alterOnce(String name, QueuePolicy policy) {
    enter();
    try {
      log.begin();
      return new Alteration(
              state,
              clock.millis(),
              this::commit,
              this::commitJournaled,
              transaction -> applyInMemory(transaction, null),
              loss -> fail(Lifecycle.BROKEN, loss))
          .run(name, policy);
    } finally {
      exit();
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
      waiting = serving.dismiss(); // or, when there is no memory for it, nothing is closed
      lifecycle = Lifecycle.CLOSED;
    } finally {
      exit();
    }
    try {
      for (int i = 0; i < waiting.size(); i++) { // in a way that takes no memory
        if (waiting.get(i).claim()) {
          dismiss(waiting.get(i));
        }
      }
      alarm.close();
    } finally {
      log.close();
    }
  }

  private static void dismiss(Waiter<?> waiter) {
    for (int tries = MOST_TRIES; tries > 0 && !waiter.isDone(); tries--) {
      try {
        waiter.fail(closed());
      } catch (RuntimeException | Error e) {
        Telling.warn(LOG, "A call that waits for a message is not told that the store closed", e);
      }
    }
  }
}
