package dev.pinfold.offline;

import dev.pinfold.state.Operation;
import dev.pinfold.state.QueueState;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The names of queues by their identities, each of which has one name for ever. It is in the
 * operation that opened the queue; where that has gone with its segment, a snapshot knows the
 * queues that were there then. Both are read only when a name is asked for that is not known.
 */
final class QueueNames {
  private final Map<Integer, String> names = new HashMap<>();
  private final Consumer<QueueNames> snapshots;
  private final Consumer<QueueNames> journal;
  private boolean snapshotsAsked;
  private boolean journalAsked;

  /**
   * @param snapshots teaches the names that the newest good snapshot knows
   * @param journal teaches the names that the journal knows
   */
  QueueNames(Consumer<QueueNames> snapshots, Consumer<QueueNames> journal) {
    this.snapshots = snapshots;
    this.journal = journal;
  }

  void learn(Operation.OpenQueue open) {
    names.put(open.queueId(), open.name());
  }

  void learn(QueueState queue) {
    names.put(queue.id(), queue.name());
  }

  /** Whether something that is left tells of a queue of this name. */
  boolean isKnown(String name) {
    if (!names.containsValue(name)) {
      snapshots.accept(this);
    }
    if (!names.containsValue(name)) {
      journal.accept(this);
    }
    return names.containsValue(name);
  }

  /** The name of a queue, or null when nothing that is left tells. */
  String of(int queueId) {
    if (!names.containsKey(queueId) && !snapshotsAsked) {
      snapshotsAsked = true;
      snapshots.accept(this);
    }
    if (!names.containsKey(queueId) && !journalAsked) {
      journalAsked = true;
      journal.accept(this);
    }
    return names.get(queueId);
  }
}
