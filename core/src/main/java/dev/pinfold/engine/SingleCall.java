package dev.pinfold.engine;

import dev.pinfold.state.Operation;
import dev.pinfold.state.QueueState;

/**
 * A call about one message of one queue, decided in a draft like all others, or, when nothing but
 * the queue's state has a part in it, from that state alone: most calls are such, and a draft is a
 * third of what they cost in memory (docs/design/0006). Both ways decide the same. It holds its own
 * outcome. For the holder of the engine's lock until it was committed, then for its caller.
 *
 * @param <R> what the caller is told
 */
abstract class SingleCall<R> {
  private final String queueName;

  SingleCall(String queueName) {
    this.queueName = queueName;
  }

  String queueName() {
    return queueName;
  }

  /**
   * Whether this queue, which has no limits, is in a state from which {@link #operationOn} can
   * decide. It must not be asked when somebody waits for a message.
   */
  abstract boolean isPlainOn(QueueState queue);

  /** Decides from the queue's state: the one operation, or null when nothing changes. */
  abstract Operation operationOn(QueueState queue, long nowMillis);

  /** Decides in a draft. */
  abstract void decideIn(PendingQueue queue);

  /** What came of it. */
  abstract R outcome();
}
