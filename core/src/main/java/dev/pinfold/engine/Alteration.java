package dev.pinfold.engine;

import dev.pinfold.Durability;
import dev.pinfold.Outcome;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreFailedException;
import dev.pinfold.state.EngineState;
import dev.pinfold.state.LiveSet;
import dev.pinfold.state.Operation;
import dev.pinfold.state.QueueState;
import dev.pinfold.state.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gives a queue another policy. Within a kind of durability (journaled or not) that is one
 * operation. From one kind to the other the queue is opened anew under another identity, with its
 * numbers, messages and leases. For the holder of the engine's lock.
 */
final class Alteration {
  private static final int BYTES_PER_TRANSACTION = 32 * 1024;

  private final EngineState state;
  private final long nowMillis;
  private final Consumer<Draft> commit;
  private final Consumer<List<Operation>> journal;
  private final Consumer<Transaction> heap;
  private final Consumer<Throwable> loss;

  /**
   * @param commit writes and applies a draft
   * @param journal writes operations on journaled queues as a transaction, and applies them
   * @param heap applies a change of queues in memory
   * @param loss told when a queue is neither here nor there: nothing may be changed any more
   */
  Alteration(
      EngineState state,
      long nowMillis,
      Consumer<Draft> commit,
      Consumer<List<Operation>> journal,
      Consumer<Transaction> heap,
      Consumer<Throwable> loss) {
    this.state = state;
    this.nowMillis = nowMillis;
    this.commit = commit;
    this.journal = journal;
    this.heap = heap;
    this.loss = loss;
  }

  /** Returns the transaction whose force the alteration waits for, 0 for none. */
  long run(String name, QueuePolicy policy) {
    Draft draft = new Draft(state, nowMillis);
    PendingQueue pending = draft.queue(name);
    if (!pending.exists()) {
      throw new IllegalStateException(
          "queue \""
              + name
              + "\" does not exist, so it cannot be altered. Open it with the policy");
    }
    QueueState queue = pending.state();
    boolean wasJournaled = queue.policy().durability().isJournaled();
    if (wasJournaled == policy.durability().isJournaled()) {
      pending.alter(policy);
      commit.accept(draft);
      return draft.awaitedTransaction();
    }
    int newId = Draft.requireQueueId(state.nextQueueId());
    commit.accept(draft); // what is past its age goes first
    if (wasJournaled) {
      toHeap(queue, newId, policy);
    } else {
      toJournal(queue, newId, policy);
    }
    enforceRetention(name);
    boolean waits =
        queue.policy().durability() == Durability.POWER_LOSS
            || policy.durability() == Durability.POWER_LOSS;
    return waits ? state.lastTransaction() : 0;
  }

  private void enforceRetention(String name) {
    Draft draft = new Draft(state, nowMillis);
    draft.queue(name);
    commit.accept(draft);
  }

  private void toHeap(QueueState queue, int newId, QueuePolicy policy) {
    Transaction copy = Engine.inMemory(copyOf(queue, newId, policy)); // first: memory may be short
    journal.accept(List.of(new Operation.DropQueue(queue.id())));
    heap.accept(copy);
  }

  /** Nothing is lost when the journal refuses: the queue in memory is put back. */
  private void toJournal(QueueState queue, int newId, QueuePolicy policy) {
    Transaction original = Engine.inMemory(copyOf(queue, queue.id(), queue.policy()));
    List<List<Operation>> copy = inPortions(copyOf(queue, newId, policy));
    heap.accept(Engine.inMemory(List.of(new Operation.DropQueue(queue.id()))));
    try {
      copy.forEach(journal);
    } catch (RuntimeException | Error e) {
      putBack(queue.name(), original, e);
      throw e;
    }
  }

  /** A removal is refused only by a store that failed, or that has not even room for removals. */
  private void putBack(String name, Transaction original, Throwable because) {
    try {
      QueueState partial = state.queue(name);
      if (partial != null) {
        journal.accept(List.of(new Operation.DropQueue(partial.id())));
      }
      heap.accept(original);
    } catch (RuntimeException | Error e) {
      loss.accept(because); // first: what comes takes memory
      if (e != because) {
        because.addSuppressed(e);
      }
      throw new StoreFailedException(
          Outcome.UNKNOWN,
          "queue \""
              + name
              + "\" could neither be written to the journal nor be put back: at most a part of its"
              + " messages is in the journal, the others are lost. No queue takes changes any more."
              + " Close the store and open it again",
          because);
    }
  }

  private static List<Operation> copyOf(QueueState queue, int id, QueuePolicy policy) {
    List<Operation> copy = new ArrayList<>();
    copy.add(
        new Operation.OpenQueue(
            id, queue.name(), policy, queue.nextNumber(), queue.lastArrivalMillis()));
    LiveSet live = queue.live();
    for (long number = live.first(); number != LiveSet.NONE; number = live.next(number + 1)) {
      copy.add(new Operation.Add(id, live.get(number)));
    }
    queue
        .leases()
        .byNumber()
        .forEach(
            (number, lease) ->
                copy.add(
                    new Operation.Lease(id, number, lease.untilMillis(), lease.deliveryCount())));
    return copy;
  }

  private static List<List<Operation>> inPortions(List<Operation> operations) {
    List<List<Operation>> portions = new ArrayList<>();
    List<Operation> portion = new ArrayList<>();
    long bytes = 0;
    for (Operation operation : operations) {
      int size = 64 + (operation instanceof Operation.Add add ? add.message().size() : 0);
      if (bytes + size > BYTES_PER_TRANSACTION && !portion.isEmpty()) {
        portions.add(portion); // a large message goes alone: so it fits if it fits at all
        portion = new ArrayList<>();
        bytes = 0;
      }
      portion.add(operation);
      bytes += size;
    }
    if (!portion.isEmpty()) {
      portions.add(portion);
    }
    return portions;
  }
}
