package dev.pinfold.engine;

import dev.pinfold.Message;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A call that waits for a message of one queue. It is either claimed by the engine, which then owes
 * it an outcome, or abandoned by its caller, which then gets no message: never both, so no message
 * is taken for a caller that has gone.
 */
final class Waiter<T> extends CompletableFuture<Optional<Message<T>>> {

  private enum Phase {
    WAITING,
    CLAIMED,
    ABANDONED
  }

  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITING);
  private final QueueHandle<T> queue;
  private final Function<Draft, Message<T>> choice;
  private final boolean blocks;
  private volatile long awaited; // what its thread has to wait for
  private volatile boolean wantsToLeave; // its caller wanted it to be abandoned

  /**
   * @param choice decides what to hand out, or answers null
   * @param blocks whether a thread waits in {@link #await}
   */
  Waiter(QueueHandle<T> queue, Function<Draft, Message<T>> choice, boolean blocks) {
    this.queue = queue;
    this.choice = choice;
    this.blocks = blocks;
  }

  /**
   * Whether a thread waits that can wait for the force, too, and lead it: it depends on no other
   * thread then, least of all on the one that completes futures, which may be the one that waits.
   */
  boolean blocks() {
    return blocks;
  }

  String queueName() {
    return queue.name();
  }

  /** Decides what to hand out, or null when there is nothing for this waiter now. */
  Message<T> choose(Draft draft) {
    return choice.apply(draft);
  }

  /** Whether the engine may, and from now on must, serve this waiter. */
  boolean claim() {
    return phase.compareAndSet(Phase.WAITING, Phase.CLAIMED);
  }

  /**
   * Lets a claimed waiter wait on, since what was chosen for it could not be done. False when its
   * caller wanted to leave meanwhile and was refused: then it is still claimed, and owed an
   * outcome.
   */
  boolean unclaim() {
    phase.set(Phase.WAITING);
    return !wantsToLeave || !claim();
  }

  /**
   * Leaves without a message; false when it was claimed before, and gets its outcome. So it ends,
   * too, when something around it fails: what failed for a claimed one was others' matter.
   */
  boolean abandon() {
    wantsToLeave = true;
    boolean abandoned = phase.compareAndSet(Phase.WAITING, Phase.ABANDONED);
    if (abandoned) {
      leave();
    }
    return abandoned;
  }

  private void leave() {
    try {
      queue.abandoned(this);
    } catch (RuntimeException | Error e) {
      // Memory was short, as a rule: it stays in its line, and is passed over when its turn comes.
    }
  }

  /** Hands out a message whose taking is durable, or will be with this transaction. */
  void serve(Optional<?> message, long transaction) {
    awaited = transaction;
    @SuppressWarnings("unchecked") // what choose answered
    Optional<Message<T>> served = (Optional<Message<T>>) message;
    super.complete(served);
  }

  void fail(Throwable failure) {
    super.completeExceptionally(failure);
  }

  /** Ends the wait without a message; false when it was claimed before. */
  boolean timeOut() {
    return abandon() && super.complete(Optional.empty());
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return abandon() && super.cancel(mayInterruptIfRunning);
  }

  @Override
  public boolean complete(Optional<Message<T>> value) {
    return abandon() && super.complete(value);
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    return abandon() && super.completeExceptionally(failure);
  }

  @Override
  public CompletableFuture<Optional<Message<T>>> completeAsync(
      Supplier<? extends Optional<Message<T>>> supplier, Executor executor) {
    throw forced();
  }

  @Override
  public void obtrudeValue(Optional<Message<T>> value) {
    throw forced();
  }

  @Override
  public void obtrudeException(Throwable failure) {
    throw forced();
  }

  private static UnsupportedOperationException forced() {
    return new UnsupportedOperationException(
        "a message may just be taken for this future; cancel it to end the wait. A copy() can be"
            + " completed, but does not end the wait: the message taken would be lost");
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }

  /** The transaction to wait for once there is an outcome, 0 for none. */
  long awaited() {
    return awaited;
  }

  /** Blocks until there is an outcome, or the time ends. */
  Optional<Message<T>> await(long nanos) throws InterruptedException {
    try {
      return get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      timeOut();
      return Futures.join(this);
    } catch (InterruptedException e) {
      if (abandon()) {
        super.complete(Optional.empty());
        throw e;
      }
      Thread.currentThread().interrupt();
      return Futures.join(this);
    } catch (ExecutionException e) {
      throw Futures.asUnchecked(e.getCause());
    } catch (RuntimeException | Error e) { // memory was too short to wait
      if (abandon()) {
        throw e;
      }
      return Futures.join(this);
    }
  }
}
