package dev.pinfold.durable;

import dev.pinfold.Durability;
import dev.pinfold.Message;
import dev.pinfold.MessageView;
import dev.pinfold.Pinfold;
import dev.pinfold.PinfoldException;
import dev.pinfold.QueueInfo;
import dev.pinfold.codec.Codecs;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a reader can learn of the journaled queues of a store, in forms that can be compared.
 */
final class StoreImage {
  private StoreImage() {}

  static String of(Pinfold store) {
    StringBuilder image = new StringBuilder();
    for (QueueInfo info : store.queues()) {
      if (info.policy().durability() != Durability.MEMORY) {
        image.append(info).append('\n');
        try (MessageView<String> view = store.queue(info.name(), Codecs.text()).all()) {
          for (Message<String> message : view) {
            image.append("  ").append(message).append('\n');
          }
        }
      }
    }
    return image.toString();
  }

  /** The next number of each queue. */
  static Map<String, Long> nextNumbers(Pinfold store) {
    Map<String, Long> next = new TreeMap<>();
    store.queues().forEach(info -> next.put(info.name(), info.nextNumber()));
    return next;
  }

  /** Each message by itself: its text, or what kind of exception reading it was. */
  static Map<String, String> byMessage(Pinfold store, Map<String, Long> nextNumbers) {
    Map<String, String> messages = new TreeMap<>();
    nextNumbers.forEach(
        (queue, next) -> {
          for (long number = 1; number < next; number++) {
            String key = queue + "#" + number;
            try {
              store
                  .queue(queue, Codecs.text())
                  .peek(number)
                  .ifPresent(message -> messages.put(key, message.toString()));
            } catch (PinfoldException e) {
              messages.put(key, e.getClass().getSimpleName());
            }
          }
        });
    return messages;
  }
}
