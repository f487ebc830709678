package dev.pinfold.durable.kill;

import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.MessageView;
import dev.pinfold.QueueInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Reads queues in the model's terms. */
final class StoreContents {
  private StoreContents() {}

  /** A queue, or null when it does not exist; leased messages count as not leased. */
  static StepModel.Content of(MessageQueue<String> queue) {
    if (!queue.exists()) {
      return null;
    }
    TreeMap<Long, StepModel.Held> messages = new TreeMap<>();
    try (MessageView<String> view = queue.all()) {
      for (Message<String> message : view) {
        messages.put(
            message.number(),
            new StepModel.Held(message.payload(), message.deliveryCount(), false));
      }
    }
    QueueInfo info = queue.info().orElseThrow();
    return new StepModel.Content(info.nextNumber(), info.policy().retention().maxCount(), messages);
  }

  /** The same without telling which messages are leased: only taking can show that. */
  static List<StepModel.Content> withoutLeases(List<StepModel.Content> contents) {
    List<StepModel.Content> result = new ArrayList<>();
    for (StepModel.Content content : contents) {
      if (content == null) {
        result.add(null);
        continue;
      }
      TreeMap<Long, StepModel.Held> messages = new TreeMap<>();
      content
          .messages()
          .forEach(
              (number, held) ->
                  messages.put(
                      number, new StepModel.Held(held.payload(), held.deliveries(), false)));
      result.add(new StepModel.Content(content.nextNumber(), content.limit(), messages));
    }
    return result;
  }
}
