package dev.pinfold.engine;

import dev.pinfold.state.Operation;
import dev.pinfold.state.QueueState;
import java.util.List;

/**
 * A call about one queue's next number or its ends, decided in a draft like all others, or, when
 * nothing but the queue's state has a part in it, from that state alone: most calls are such, and a
 * draft is a third of what they cost in memory (docs/design/0006). Both ways decide the same. It
 * holds its own outcome. For the holder of the engine's lock until it was committed, then for its
 * caller.
 *
 * @param <R> what the caller is told
 */
abstract class QueueCall<R> {
  private final String queueName;

  QueueCall(String queueName) {
    this.queueName = queueName;
  }

  String queueName() {
    return queueName;
  }

  /**
   * Whether this queue, which has no limits, is in a state from which {@link #operationsOn} can
   * decide. It must not be asked when somebody waits for a message.
   */
  abstract boolean isPlainOn(QueueState queue);

  /** Decides from the queue's state: the operations, none when nothing changes. */
  abstract List<Operation> operationsOn(QueueState queue, long nowMillis);

  /** Decides in a draft. */
  abstract void decideIn(PendingQueue queue);

  /** What came of it. */
  abstract R outcome();
}
