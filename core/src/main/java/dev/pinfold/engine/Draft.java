package dev.pinfold.engine;

import dev.pinfold.state.EngineState;
import dev.pinfold.state.Operation;
import dev.pinfold.state.QueueState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a call is about to change: decided, but neither written nor applied. Thrown away it leaves
 * no trace. Used again for the next call, it and its queues cost that one no memory, which
 * docs/design/0008 earned. For the holder of the engine's lock.
 */
final class Draft {
  /** So many queues are found by looking at each; with more there is a map (docs/design/0008). */
  private static final int FEW = 8;

  private final EngineState state;
  private final List<PendingQueue> queues = new ArrayList<>(2);
  private final List<PendingQueue> unused = new ArrayList<>(FEW); // and never more
  private final List<Operation> journaled = new ArrayList<>();
  private final List<Operation> inMemory = new ArrayList<>();
  private final List<PendingQueue> view = Collections.unmodifiableList(queues);
  private Map<String, PendingQueue> many; // null while they are few
  private long nowMillis;
  private int newQueues;

  Draft(EngineState state) {
    this.state = state;
  }

  Draft(EngineState state, long nowMillis) {
    this(state);
    this.nowMillis = nowMillis;
  }

  /** Begins another draft; nothing of the one before is left. */
  Draft begin(long now) {
    nowMillis = now;
    newQueues = 0;
    return this;
  }

  /** Lets go of what this draft was about. Takes no memory, which may be what ended it. */
  void end() {
    for (int i = 0; i < queues.size() && unused.size() < FEW; i++) {
      PendingQueue queue = queues.get(i);
      queue.end();
      unused.add(queue);
    }
    queues.clear();
    journaled.clear();
    inMemory.clear();
    many = null;
  }

  long nowMillis() {
    return nowMillis;
  }

  /** The queue of this name as this draft sees it; the same object at every call. */
  PendingQueue queue(String name) {
    PendingQueue known = find(name);
    if (known != null) {
      return known;
    }
    QueueState queue = state.queue(name);
    int newId = queue == null ? state.nextQueueId() + newQueues++ : 0;
    PendingQueue pending = unused.isEmpty() ? new PendingQueue() : unused.remove(unused.size() - 1);
    pending.begin(name, queue, newId, nowMillis);
    queues.add(pending);
    if (many != null) {
      many.put(name, pending);
    } else if (queues.size() > FEW) {
      many = new HashMap<>();
      queues.forEach(each -> many.put(each.name(), each));
    }
    return pending;
  }

  /**
   * The identity of a new queue, which must not be one beyond the last.
   *
   * @throws IllegalStateException when all are used
   */
  static int requireQueueId(int id) {
    if (id < 1 || id > EngineState.LAST_QUEUE_ID) {
      throw new IllegalStateException(
          "the store has made "
              + EngineState.LAST_QUEUE_ID
              + " queues since it exists, and no more have an identity. Use queues again instead of"
              + " dropping them, or move what is left to a new store");
    }
    return id;
  }

  private PendingQueue find(String name) {
    if (many != null) {
      return many.get(name);
    }
    for (int i = 0; i < queues.size(); i++) {
      if (queues.get(i).name().equals(name)) {
        return queues.get(i);
      }
    }
    return null;
  }

  /** The queues that were looked at, in that order; as long as this draft is. */
  List<PendingQueue> queues() {
    return view;
  }

  /** Whether nothing but the passing of time would be written to the journal. */
  boolean journalsOnlyExpiry() {
    return queues.stream()
        .allMatch(queue -> !queue.isChanged() || !isJournaled(queue) || queue.onlyExpires());
  }

  /** Whether nothing but the passing of time changes anything. */
  boolean onlyExpires() {
    return queues.stream().allMatch(queue -> !queue.isChanged() || queue.onlyExpires());
  }

  /** Lays down what is to be written: {@link #journaled} and {@link #inMemory}. */
  void writeOperations() {
    for (int i = 0; i < queues.size(); i++) {
      PendingQueue queue = queues.get(i);
      if (queue.isChanged()) {
        queue.writeTo(isJournaled(queue) ? journaled : inMemory);
      }
    }
  }

  /** The part that goes to the journal; as long as this draft is. */
  List<Operation> journaled() {
    return journaled;
  }

  /** The part that stays on the heap; as long as this draft is. */
  List<Operation> inMemory() {
    return inMemory;
  }

  private static boolean isJournaled(PendingQueue queue) {
    return queue.state() == null
        ? queue.policy().durability().isJournaled()
        : queue.state().policy().durability().isJournaled();
  }

  /** After the draft was applied: the transaction whose force its outcome waits for, 0 for none. */
  long awaitedTransaction() {
    long awaited = 0;
    long own = 0;
    boolean involved = false;
    for (int i = 0; i < queues.size(); i++) {
      PendingQueue queue = queues.get(i);
      if (!queue.isChanged() && !queue.isRead()) {
        continue;
      }
      QueueState now = queue.state() == null ? state.queue(queue.name()) : queue.state();
      if (now != null) {
        if (queue.isChanged()) {
          own = Math.max(own, now.lastTransaction());
        }
        if (queue.isPowerLoss()) {
          involved = true;
          awaited = Math.max(awaited, now.lastTransaction());
        }
      }
    }
    return involved ? Math.max(awaited, own) : 0;
  }
}
