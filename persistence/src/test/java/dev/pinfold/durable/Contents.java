package dev.pinfold.durable;

import dev.pinfold.state.EngineState;
import dev.pinfold.state.LiveSet;
import dev.pinfold.state.QueueState;
import dev.pinfold.state.StoredMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The journaled queues of a store as a text that can be compared, read from the engine's state:
 * unlike any call on a queue, this waits for no force. Long payloads are shown by their hash.
 */
final class Contents {
  private static final int SHOWN = 20;

  private Contents() {}

  static String of(PinfoldStore store) {
    var lock = store.archive().lock();
    lock.lock();
    try {
      return of(store.archive().machine().state());
    } finally {
      lock.unlock();
    }
  }

  private static String of(EngineState state) {
    List<QueueState> queues = new ArrayList<>(state.queues());
    queues.removeIf(queue -> !queue.policy().durability().isJournaled());
    queues.sort(Comparator.comparing(QueueState::name));
    StringBuilder text = new StringBuilder();
    for (QueueState queue : queues) {
      text.append(queue.id())
          .append(' ')
          .append(queue.name())
          .append(' ')
          .append(queue.policy().durability());
      text.append(' ').append(queue.policy().retention().hashCode());
      text.append(" next ")
          .append(queue.nextNumber())
          .append(' ')
          .append(queue.leases().byNumber());
      LiveSet live = queue.live();
      text.append(' ').append(live.count()).append(" messages:");
      for (long n = live.first(); n != LiveSet.NONE; n = live.next(n + 1)) {
        text.append(' ').append(n).append('=').append(shown(live.get(n)));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String shown(StoredMessage message) {
    String payload = new String(message.payload(), StandardCharsets.UTF_8);
    return payload.length() <= SHOWN
        ? payload
        : payload.substring(0, SHOWN) + "…" + payload.length() + "/" + payload.hashCode();
  }
}
