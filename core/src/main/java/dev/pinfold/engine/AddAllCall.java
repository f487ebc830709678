package dev.pinfold.engine;

import dev.pinfold.state.HeadersFormat;
import dev.pinfold.state.Operation;
import dev.pinfold.state.QueueState;
import dev.pinfold.state.StoredMessage;
import java.util.ArrayList;
import java.util.List;

/** Adds one message or more without headers; its outcome is the first one's number. */
final class AddAllCall extends QueueCall<Long> {
  private final List<byte[]> payloads;
  private final boolean borrowed;
  private long first;

  /**
   * An add that was not decided.
   *
   * @param borrowed whether the payloads stay their caller's: what keeps them must have copies. The
   *     journal does not
   */
  AddAllCall(String queueName, List<byte[]> payloads, boolean borrowed) {
    super(queueName);
    this.payloads = payloads;
    this.borrowed = borrowed;
  }

  @Override
  Long outcome() {
    return first;
  }

  @Override
  boolean isPlainOn(QueueState queue) {
    return true;
  }

  @Override
  List<Operation> operationsOn(QueueState queue, long nowMillis) {
    first = queue.nextNumber();
    long arrival = queue.arrivalAt(nowMillis);
    boolean journaled = queue.policy().durability().isJournaled();
    List<Operation> operations = new ArrayList<>(payloads.size());
    for (int i = 0; i < payloads.size(); i++) {
      byte[] payload = Delivery.toKeep(payloads.get(i), borrowed, journaled);
      StoredMessage message = new StoredMessage(first + i, arrival, 0, HeadersFormat.NONE, payload);
      operations.add(new Operation.Add(queue.id(), message));
    }
    return operations;
  }

  @Override
  void decideIn(PendingQueue queue) {
    first = Delivery.addAll(queue, payloads, borrowed);
  }
}
