package dev.pinfold.engine;

import dev.pinfold.state.EngineState;
import dev.pinfold.state.Operation;
import dev.pinfold.state.QueueState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a call is about to change: decided, but neither written nor applied. Thrown away it leaves
 * no trace. For the holder of the engine's lock.
 */
final class Draft {
  private final EngineState state;
  private final long nowMillis;
  private PendingQueue only; // the common case: one queue
  private Map<String, PendingQueue> several;
  private int newQueues;

  Draft(EngineState state, long nowMillis) {
    this.state = state;
    this.nowMillis = nowMillis;
  }

  long nowMillis() {
    return nowMillis;
  }

  /** The queue of this name as this draft sees it; the same object at every call. */
  PendingQueue queue(String name) {
    if (only != null && only.name().equals(name)) {
      return only;
    }
    if (several != null) {
      PendingQueue known = several.get(name);
      if (known != null) {
        return known;
      }
    }
    QueueState queue = state.queue(name);
    int newId = queue == null ? state.nextQueueId() + newQueues++ : 0;
    PendingQueue pending = new PendingQueue(name, queue, newId, nowMillis);
    if (only == null) {
      only = pending;
    } else {
      if (several == null) {
        several = new LinkedHashMap<>();
        several.put(only.name(), only);
      }
      several.put(name, pending);
    }
    return pending;
  }

  /** The queues that were looked at. */
  Collection<PendingQueue> queues() {
    if (several != null) {
      return several.values();
    }
    return only == null ? List.of() : List.of(only);
  }

  /** Whether nothing but the passing of time would be written. */
  boolean onlyExpires() {
    return queues().stream().allMatch(PendingQueue::onlyExpires);
  }

  /** The part that goes to the journal, or the part that stays on the heap. */
  List<Operation> operations(boolean journaled) {
    List<Operation> operations = new ArrayList<>(1);
    for (PendingQueue queue : queues()) {
      if (queue.isChanged() && isJournaled(queue) == journaled) {
        queue.writeTo(operations);
      }
    }
    return operations;
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
    for (PendingQueue queue : queues()) {
      QueueState now = queue.state() == null ? state.queue(queue.name()) : queue.state();
      if (now != null && (queue.isChanged() || queue.isRead())) {
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
