package dev.pinfold.durable.kill;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a thread's queues must hold: maps and lists, nothing clever. */
final class StepModel {
  static final String FULL = "full";
  static final String NONE = "none";

  /** A message as it must be found again. */
  record Held(String payload, int deliveries, boolean leased) {}

  /** A queue as it must be found again, with the number of messages that it may hold. */
  record Content(long nextNumber, long limit, Map<Long, Held> messages) {}

  private static final class Queue {
    private final TreeMap<Long, Held> messages = new TreeMap<>();
    private long next = 1;
    private long limit;
    private boolean rejects;

    private Queue copy() {
      Queue copy = new Queue();
      copy.messages.putAll(messages);
      copy.next = next;
      copy.limit = limit;
      copy.rejects = rejects;
      return copy;
    }
  }

  private final List<Queue> queues = new ArrayList<>();

  StepModel() {
    Step.QUEUES.forEach(name -> queues.add(null));
  }

  StepModel copy() {
    StepModel copy = new StepModel();
    for (int i = 0; i < queues.size(); i++) {
      copy.queues.set(i, queues.get(i) == null ? null : queues.get(i).copy());
    }
    return copy;
  }

  /** All queues by their indexes; null for one that does not exist. */
  List<Content> contents() {
    List<Content> contents = new ArrayList<>();
    for (Queue queue : queues) {
      contents.add(
          queue == null
              ? null
              : new Content(queue.next, queue.limit, new TreeMap<>(queue.messages)));
    }
    return contents;
  }

  /** Does the step and answers what the store must have answered. */
  String apply(Step step) {
    Queue queue = queues.get(step.queue());
    return switch (step.kind()) {
      case OPEN -> open(step);
      case ADD -> isFull(queue, 1) ? FULL : "" + add(queue, step.payload(0));
      case BATCH -> batch(queue, step);
      case TAKE_OLDEST -> take(queue, 1, true);
      case TAKE_NEWEST -> take(queue, 1, false);
      case TAKE_SOME_OLDEST -> take(queue, step.number(), true);
      case TAKE_SOME_NEWEST -> take(queue, step.number(), false);
      case REMOVE -> "" + (queue.messages.remove(step.number()) != null);
      case MOVE -> move(queue, queues.get(step.other()));
      case BOTH -> both(queue, queues.get(step.other()), step);
      case LEASE -> lease(queue);
      case ACKNOWLEDGE -> acknowledge(queue, step);
      case RELEASE -> release(queue, step);
      case PURGE -> purge(queue);
      case DROP -> "" + (queues.set(step.queue(), null) != null);
      case ALTER -> alter(queue, step.number());
    };
  }

  private String open(Step step) {
    if (queues.get(step.queue()) == null) {
      Queue queue = new Queue();
      queue.rejects = step.queue() == Step.REJECT;
      queue.limit =
          queue.rejects
              ? Step.REJECT_LIMIT
              : step.queue() == Step.RING ? Step.RING_LIMIT : Long.MAX_VALUE;
      queues.set(step.queue(), queue);
    }
    return "open";
  }

  private static boolean isFull(Queue queue, long more) {
    return queue.rejects && queue.messages.size() + more > queue.limit;
  }

  private static long add(Queue queue, String payload) {
    long number = queue.next++;
    queue.messages.put(number, new Held(payload, 0, false));
    enforceLimit(queue);
    return number;
  }

  private static void enforceLimit(Queue queue) {
    while (!queue.rejects && queue.messages.size() > queue.limit) {
      queue.messages.pollFirstEntry();
    }
  }

  private static String batch(Queue queue, Step step) {
    if (isFull(queue, step.number())) {
      return FULL;
    }
    long first = queue.next;
    step.payloads().forEach(payload -> add(queue, payload));
    return "" + first;
  }

  private static List<Long> available(Queue queue, long most, boolean oldest) {
    return (oldest ? queue.messages : queue.messages.descendingMap())
        .entrySet().stream()
            .filter(entry -> !entry.getValue().leased())
            .map(Map.Entry::getKey)
            .limit(most)
            .toList();
  }

  private static String take(Queue queue, long most, boolean oldest) {
    List<Long> taken = available(queue, most, oldest);
    taken.forEach(queue.messages::remove);
    return taken.toString();
  }

  private static String move(Queue from, Queue to) {
    List<Long> taken = available(from, 1, true);
    if (taken.isEmpty()) {
      return NONE;
    }
    if (isFull(to, 1)) {
      return FULL;
    }
    Held moved = from.messages.remove(taken.get(0));
    return taken.get(0) + ">" + add(to, moved.payload());
  }

  private static String both(Queue one, Queue other, Step step) {
    if (isFull(one, 1) || isFull(other, 1)) {
      return FULL;
    }
    return add(one, step.payload(0)) + "," + add(other, step.payload(1));
  }

  private static String lease(Queue queue) {
    List<Long> leased = available(queue, 1, true);
    if (leased.isEmpty()) {
      return NONE;
    }
    Held held = queue.messages.get(leased.get(0));
    int deliveries = held.deliveries() + 1;
    queue.messages.put(leased.get(0), new Held(held.payload(), deliveries, true));
    return leased.get(0) + ":" + deliveries;
  }

  private static boolean holds(Queue queue, Step step) {
    Held held = queue.messages.get(step.number());
    return held != null && held.leased() && held.deliveries() == step.extra();
  }

  private static String acknowledge(Queue queue, Step step) {
    boolean held = holds(queue, step);
    if (held) {
      queue.messages.remove(step.number());
    }
    return "" + held;
  }

  private static String release(Queue queue, Step step) {
    boolean held = holds(queue, step);
    if (held) {
      queue.messages.computeIfPresent(
          step.number(), (number, was) -> new Held(was.payload(), was.deliveries(), false));
    }
    return "" + held;
  }

  private static String purge(Queue queue) {
    int gone = queue.messages.size();
    queue.messages.clear();
    return "" + gone;
  }

  private static String alter(Queue queue, long limit) {
    queue.limit = limit;
    enforceLimit(queue);
    return "altered";
  }
}
