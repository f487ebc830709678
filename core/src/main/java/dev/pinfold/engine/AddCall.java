package dev.pinfold.engine;

import dev.pinfold.state.Operation;
import dev.pinfold.state.QueueState;
import dev.pinfold.state.StoredMessage;
import java.util.List;

/** Adds a message; its outcome is the message's number. */
final class AddCall extends QueueCall<Long> {
  private final byte[] headers;
  private final byte[] payload;
  private final boolean borrowed;
  private long number;

  /**
   * An add that was not decided.
   *
   * @param borrowed whether the payload stays its caller's: what keeps it must have a copy. The
   *     journal does not
   */
  AddCall(String queueName, byte[] headers, byte[] payload, boolean borrowed) {
    super(queueName);
    this.headers = headers;
    this.payload = payload;
    this.borrowed = borrowed;
  }

  /** The outcome, as it is. */
  long number() {
    return number;
  }

  @Override
  Long outcome() {
    return number;
  }

  @Override
  boolean isPlainOn(QueueState queue) {
    return true;
  }

  @Override
  List<Operation> operationsOn(QueueState queue, long nowMillis) {
    number = queue.nextNumber();
    boolean journaled = queue.policy().durability().isJournaled();
    byte[] bytes = Delivery.toKeep(payload, borrowed, journaled);
    StoredMessage message =
        new StoredMessage(number, queue.arrivalAt(nowMillis), 0, headers, bytes);
    return List.of(new Operation.Add(queue.id(), message));
  }

  @Override
  void decideIn(PendingQueue queue) {
    number = queue.add(headers, Delivery.toKeep(payload, borrowed, queue.isJournaled()));
  }
}
