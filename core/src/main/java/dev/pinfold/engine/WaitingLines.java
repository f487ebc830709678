package dev.pinfold.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Who waits at which queue, in the order of their coming. Guarded by the engine's lock. */
final class WaitingLines {
  private final Map<String, LinkedHashSet<Waiter<?>>> lines = new HashMap<>();

  boolean isEmpty() {
    return lines.isEmpty();
  }

  boolean hasWaiters(String queue) {
    return lines.containsKey(queue);
  }

  void join(Waiter<?> waiter) {
    LinkedHashSet<Waiter<?>> line = lines.get(waiter.queueName());
    if (line == null) {
      line = new LinkedHashSet<>();
      line.add(waiter);
      lines.put(waiter.queueName(), line); // last: memory may be too short, and none is ever empty
    } else {
      line.add(waiter);
    }
  }

  void leave(Waiter<?> waiter) {
    LinkedHashSet<Waiter<?>> line = lines.get(waiter.queueName());
    if (line != null && line.remove(waiter) && line.isEmpty()) {
      lines.remove(waiter.queueName());
    }
  }

  /** Whose turn it is at a queue, or null. */
  Waiter<?> first(String queue) {
    LinkedHashSet<Waiter<?>> line = lines.get(queue);
    return line == null ? null : line.iterator().next();
  }

  /** The queues at which somebody waits. */
  List<String> queues() {
    return List.copyOf(lines.keySet());
  }

  /** Empties all lines and answers who stood there. */
  List<Waiter<?>> dismiss() {
    List<Waiter<?>> all = new ArrayList<>();
    lines.values().forEach(all::addAll);
    lines.clear();
    return all;
  }
}
