package dev.pinfold.engine;

import dev.pinfold.state.Operation;
import dev.pinfold.state.QueueState;
import dev.pinfold.state.StoredMessage;

/** Adds a message; its outcome is the message's number. */
final class AddCall extends SingleCall<Long> {
  private final byte[] headers;
  private final byte[] payload;
  private long number;

  AddCall(String queueName, byte[] headers, byte[] payload) {
    super(queueName);
    this.headers = headers;
    this.payload = payload;
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
  Operation operationOn(QueueState queue, long nowMillis) {
    number = queue.nextNumber();
    return new Operation.Add(
        queue.id(), new StoredMessage(number, queue.arrivalAt(nowMillis), 0, headers, payload));
  }

  @Override
  void decideIn(PendingQueue queue) {
    number = queue.add(headers, payload);
  }
}
