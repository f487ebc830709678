package dev.pinfold.offline;

import dev.pinfold.state.EngineState;
import dev.pinfold.state.MessageLease;
import dev.pinfold.state.Operation;
import dev.pinfold.state.QueueState;
import dev.pinfold.state.StoredMessage;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The queues of a store that is salvaged, from whatever operations are left. Where one is missing,
 * others are taken for what they say by themselves: who leases a message tells that it lives.
 */
final class RescuedQueues {
  private final Map<Integer, RescuedQueue> queues = new TreeMap<>(); // by their identities
  private final Map<String, Integer> byName = new HashMap<>(); // the newest identity
  private final Set<Integer> dropped = new HashSet<>();
  private int firstNewId; // the snapshot knows all queues before it

  /** Begins with the state of a snapshot. */
  void begin(EngineState state) {
    firstNewId = state.nextQueueId();
    for (QueueState queue : state.queues()) {
      if (queue.policy().durability().isJournaled()) {
        queues.put(queue.id(), RescuedQueue.of(queue));
        byName.put(queue.name(), queue.id());
      }
    }
  }

  /** All of them. */
  Collection<RescuedQueue> all() {
    return queues.values();
  }

  /** A queue that is there; else null. */
  RescuedQueue get(int id) {
    return queues.get(id);
  }

  /**
   * Takes what an operation tells.
   *
   * @param isOld whether a later one may have been seen, in a copy of a segment
   */
  void apply(Operation operation, boolean isOld) {
    int id = operation.queueId();
    boolean isGone = dropped.contains(id) || (id < firstNewId && !queues.containsKey(id));
    if (isGone) {
      return;
    }
    if (operation instanceof Operation.DropQueue) {
      drop(id);
      return;
    }
    RescuedQueue queue = queues.computeIfAbsent(id, RescuedQueue::new);
    if (operation instanceof Operation.OpenQueue open) {
      open(queue, open);
    } else if (operation instanceof Operation.Add add) {
      lives(queue, add.message());
    } else if (operation instanceof Operation.Move move) {
      lives(queue, move.message());
    } else if (operation instanceof Operation.Remove remove) {
      queue.removed(remove.first(), remove.last());
    } else if (!isOld) {
      change(queue, operation);
    }
  }

  private static void lives(RescuedQueue queue, StoredMessage message) {
    queue.lives(message.number(), message.arrivalMillis(), message.deliveryCount());
  }

  private static void change(RescuedQueue queue, Operation operation) {
    if (operation instanceof Operation.Lease lease) {
      queue.leased(lease.number(), new MessageLease(lease.untilMillis(), lease.deliveryCount()));
    } else if (operation instanceof Operation.Release release) {
      queue.released(release.number());
    } else if (operation instanceof Operation.AlterQueue alter) {
      queue.alter(alter.policy());
    }
  }

  private void drop(int id) {
    RescuedQueue unused = queues.remove(id);
    dropped.add(id);
  }

  /** Of two queues of one name, the first was dropped before the second was opened. */
  private void open(RescuedQueue queue, Operation.OpenQueue open) {
    if (open.name().isEmpty()) { // the store's own, which makes a transaction that changes nothing
      drop(queue.id());
      return;
    }
    queue.open(open);
    Integer other = byName.put(open.name(), queue.id());
    if (other != null && other > queue.id()) {
      byName.put(open.name(), other);
    }
    if (other != null && other != queue.id()) {
      drop(Math.min(other, queue.id()));
    }
  }

  /** Gives those of which no name is left one that no other has. */
  void nameAll() {
    Set<String> names = new HashSet<>();
    queues.values().stream()
        .filter(RescuedQueue::isNamed)
        .forEach(queue -> names.add(queue.name()));
    for (RescuedQueue queue : queues.values()) {
      while (!queue.isNamed() && !names.add(queue.name())) {
        queue.rename();
      }
    }
  }
}
