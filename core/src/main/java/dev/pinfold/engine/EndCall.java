package dev.pinfold.engine;

import dev.pinfold.Message;
import dev.pinfold.codec.Codec;
import dev.pinfold.state.LiveSet;
import dev.pinfold.state.Operation;
import dev.pinfold.state.QueueState;
import dev.pinfold.state.RemoveReason;
import java.util.List;

/** Hands out the message at an end; its outcome is that, or null when there is none. */
final class EndCall<T> extends QueueCall<Message<T>> {
  private final Codec<T> codec;
  private final End end;
  private final boolean takes;
  private Message<T> message;

  EndCall(String queueName, Codec<T> codec, End end, boolean takes) {
    super(queueName);
    this.codec = codec;
    this.end = end;
    this.takes = takes;
  }

  @Override
  Message<T> outcome() {
    return message;
  }

  /** Whether there is a message, and none that a lease might hide. */
  @Override
  boolean isPlainOn(QueueState queue) {
    return queue.live().count() > 0 && queue.leases().areNone();
  }

  @Override
  List<Operation> operationsOn(QueueState queue, long nowMillis) {
    LiveSet live = queue.live();
    long number = end == End.OLDEST ? live.first() : live.last();
    message = Delivery.decode(queue.read(number), codec, takes);
    if (!takes) {
      return List.of();
    }
    live.size(number); // what cannot be told fails here, before anything is written
    return List.of(new Operation.Remove(queue.id(), number, number, RemoveReason.TAKEN));
  }

  @Override
  void decideIn(PendingQueue queue) {
    message = Delivery.one(queue, end, codec, takes);
  }
}
