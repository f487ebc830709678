package dev.pinfold.state;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All queues, and the one {@link #apply} through which they change: live, in recovery, in replay
 * and on a replica. Guarded by the engine's lock.
 */
public final class EngineState {
  /** The largest identity that a queue can have. */
  public static final int LAST_QUEUE_ID = Integer.MAX_VALUE - 1;

  private final ChunkContent.Factory journaledContents;
  private final Map<String, QueueState> byName = new HashMap<>();
  private final Map<Integer, QueueState> byId = new HashMap<>();
  private QueueState recent; // the queue last changed, or null: no map (docs/design/0008)
  private long lastTransaction;
  private int nextQueueId = 1;

  /**
   * @param journaledContents makes the content of journaled queues' chunks; queues in memory keep
   *     theirs on the heap
   */
  public EngineState(ChunkContent.Factory journaledContents) {
    this.journaledContents = journaledContents;
  }

  /** The last journaled transaction that was applied, 0 before the first. */
  public long lastTransaction() {
    return lastTransaction;
  }

  /** The identity that the next new queue gets; above {@link #LAST_QUEUE_ID} when all are used. */
  public int nextQueueId() {
    return nextQueueId;
  }

  /** The queue of this name, or null. */
  public QueueState queue(String name) {
    return byName.get(name);
  }

  /** The queue of this identity, or null. */
  public QueueState queue(int id) {
    return byId.get(id);
  }

  /** All queues in no order; unmodifiable, not a copy. */
  public Collection<QueueState> queues() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /**
   * Applies a transaction. What it names must exist: only what was decided against this state, or
   * replayed in order, may come here.
   *
   * @param places where its operations lie in the journal
   * @throws IllegalStateException when it does not fit the state: a defect, or a journal that is
   *     not this state's
   */
  public void apply(Transaction transaction, Places places) {
    long number = transaction.number();
    if (number != Transaction.UNNUMBERED) {
      if (number != lastTransaction + 1) {
        throw new IllegalStateException(
            "transaction " + number + " does not follow transaction " + lastTransaction);
      }
      lastTransaction = number;
    }
    List<Operation> operations = transaction.operations();
    for (int i = 0; i < operations.size(); i++) {
      apply(operations.get(i), places, i, number);
    }
  }

  private void apply(Operation operation, Places places, int index, long transaction) {
    if (operation instanceof Operation.Add add) {
      changed(add, transaction).add(add.message(), places.of(index));
    } else if (operation instanceof Operation.Remove remove) {
      changed(remove, transaction).remove(remove.first(), remove.last());
    } else if (operation instanceof Operation.Lease lease) {
      changed(lease, transaction)
          .lease(lease.number(), new MessageLease(lease.untilMillis(), lease.deliveryCount()));
    } else if (operation instanceof Operation.Release release) {
      changed(release, transaction).release(release.number());
    } else if (operation instanceof Operation.Move move) {
      changed(move, transaction).live().move(move.message().number(), places.of(index));
    } else if (operation instanceof Operation.OpenQueue open) {
      open(open).changedBy(transaction);
    } else if (operation instanceof Operation.AlterQueue alter) {
      changed(alter, transaction).alter(alter.policy());
    } else if (operation instanceof Operation.DropQueue drop) {
      drop(changed(drop, transaction));
    }
  }

  private QueueState changed(Operation operation, long transaction) {
    int id = operation.queueId();
    if (recent == null || recent.id() != id) {
      recent = byId.get(id);
    }
    if (recent == null) {
      throw new IllegalStateException(
          "transaction " + transaction + " changes queue " + id + ", unknown");
    }
    recent.changedBy(transaction);
    return recent;
  }

  private QueueState open(Operation.OpenQueue open) {
    if (byName.containsKey(open.name()) || byId.containsKey(open.queueId())) {
      throw new IllegalStateException(
          "queue " + open.queueId() + " \"" + open.name() + "\" exists already");
    }
    ChunkContent.Factory contents =
        open.policy().durability().isJournaled()
            ? journaledContents
            : (queueId, first) -> new HeapContent();
    QueueState queue = new QueueState(open, new LiveSet(open.queueId(), contents));
    byName.put(open.name(), queue);
    byId.put(open.queueId(), queue);
    nextQueueId = Math.max(nextQueueId, Math.min(open.queueId(), LAST_QUEUE_ID) + 1);
    return queue;
  }

  private void drop(QueueState queue) {
    queue.drop();
    recent = null;
    byName.remove(queue.name());
    byId.remove(queue.id());
  }

  /** Begins again from a snapshot: an empty state as of this transaction. */
  public void restore(long transaction, int queueId) {
    if (lastTransaction != 0 || !byName.isEmpty()) {
      throw new IllegalStateException("only an empty state can be restored");
    }
    lastTransaction = transaction;
    nextQueueId = queueId;
  }

  /** Takes in a queue that a snapshot described, without its chunks. */
  public QueueState restoreQueue(
      Operation.OpenQueue open, long changedBy, Map<Long, MessageLease> leases) {
    QueueState queue = open(open);
    queue.restore(leases);
    queue.changedBy(changedBy);
    return queue;
  }

  /** Takes in a chunk of a restored queue. */
  public void restoreChunk(
      QueueState queue, long first, long[] bits, int live, long bytes, ChunkContent content) {
    queue.live().restore(new Chunk(first, bits, live, bytes, content));
  }
}
