package dev.pinfold.engine;

import dev.pinfold.Message;
import dev.pinfold.codec.Codec;
import dev.pinfold.state.LiveSet;
import dev.pinfold.state.Operation;
import dev.pinfold.state.QueueState;
import dev.pinfold.state.RemoveReason;
import java.util.ArrayList;
import java.util.List;

/** Hands out up to so many messages from an end; its outcome is those, in the order met. */
final class EndBatchCall<T> extends QueueCall<List<Message<T>>> {
  private final Codec<T> codec;
  private final End end;
  private final int max;
  private final boolean takes;
  private List<Message<T>> messages;

  EndBatchCall(String queueName, Codec<T> codec, End end, int max, boolean takes) {
    super(queueName);
    this.codec = codec;
    this.end = end;
    this.max = max;
    this.takes = takes;
  }

  @Override
  List<Message<T>> outcome() {
    return messages;
  }

  /**
   * Whether there is a message to hand out, and none that a lease might hide. A draft refuses what
   * is wrongly asked for.
   */
  @Override
  boolean isPlainOn(QueueState queue) {
    return max > 0 && queue.live().count() > 0 && queue.leases().areNone();
  }

  /** What lies between those that are handed out is dead, so that one removal does for all. */
  @Override
  List<Operation> operationsOn(QueueState queue, long nowMillis) {
    LiveSet live = queue.live();
    messages = new ArrayList<>(Math.min(max, Delivery.FIRST_ROOM));
    long first = end == End.OLDEST ? live.first() : live.last();
    long last = first;
    for (long number = first; number != LiveSet.NONE && messages.size() < max; ) {
      messages.add(Delivery.decode(queue.read(number), codec, takes));
      if (takes) {
        live.size(number); // what cannot be told fails here, before anything is written
      }
      last = number;
      number = end == End.OLDEST ? live.next(number + 1) : live.previous(number - 1);
    }
    return takes
        ? List.of(
            new Operation.Remove(
                queue.id(), Math.min(first, last), Math.max(first, last), RemoveReason.TAKEN))
        : List.of();
  }

  @Override
  void decideIn(PendingQueue queue) {
    messages = Delivery.several(queue, end, max, codec, takes);
  }
}
