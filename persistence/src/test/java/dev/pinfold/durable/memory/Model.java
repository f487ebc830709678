package dev.pinfold.durable.memory;

import dev.pinfold.Durability;
import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.MessageView;
import dev.pinfold.durable.PinfoldStore;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/** What the queues of a store should hold. */
final class Model {
  /** The queues, each with the durability that it is made with. */
  static final Map<String, Durability> QUEUES =
      new TreeMap<>(
          Map.of(
              "heap", Durability.MEMORY,
              "kept", Durability.PROCESS_CRASH,
              "more", Durability.PROCESS_CRASH));

  /** A message: what its payload is made of, and until when it is leased. */
  private record Entry(long seed, int length, long leasedUntil) {}

  /** The messages of a queue by their numbers. */
  private static final class Messages {
    private final NavigableMap<Long, Entry> live;
    private long last;
    private Durability durability;

    private Messages(Durability durability) {
      this.live = new TreeMap<>();
      this.durability = durability;
    }

    private Messages(Messages other) {
      this.live = new TreeMap<>(other.live);
      this.last = other.last;
      this.durability = other.durability;
    }
  }

  private final Map<String, Messages> queues = new TreeMap<>();
  private long now;

  Model(long now) {
    QUEUES.forEach((name, durability) -> queues.put(name, new Messages(durability)));
    this.now = now;
  }

  Model copy() {
    Model copy = new Model(now);
    queues.forEach((name, queue) -> copy.queues.put(name, new Messages(queue)));
    return copy;
  }

  static byte[] payload(long seed, int length) {
    byte[] payload = new byte[length];
    new Random(seed).nextBytes(payload);
    return payload;
  }

  void now(long millis) {
    now = millis;
  }

  int count(String queue) {
    return queues.get(queue).live.size();
  }

  long last(String queue) {
    return queues.get(queue).last;
  }

  /** The bytes of a queue's payloads. */
  int bytes(String queue) {
    return queues.get(queue).live.values().stream().mapToInt(Entry::length).sum();
  }

  Durability durability(String queue) {
    return queues.get(queue).durability;
  }

  void alter(String queue, Durability durability) {
    queues.get(queue).durability = durability;
  }

  void add(String queue, long seed, int length) {
    add(queue, new Entry(seed, length, 0));
  }

  private void add(String queue, Entry entry) {
    Messages messages = queues.get(queue);
    messages.live.put(++messages.last, entry);
  }

  /** The oldest or newest number that no lease hides, 0 for none. */
  long end(String queue, boolean newest) {
    NavigableMap<Long, Entry> live = queues.get(queue).live;
    NavigableMap<Long, Entry> ordered = newest ? live.descendingMap() : live;
    for (Map.Entry<Long, Entry> each : ordered.entrySet()) {
      if (each.getValue().leasedUntil <= now) {
        return each.getKey();
      }
    }
    return 0;
  }

  void take(String queue, boolean newest, int max) {
    for (int i = 0; i < max; i++) {
      remove(queue, end(queue, newest));
    }
  }

  void remove(String queue, long number) {
    queues.get(queue).live.remove(number);
  }

  void purge(String queue) {
    queues.get(queue).live.clear();
  }

  void lease(String queue, long millis) {
    long number = end(queue, false);
    queues
        .get(queue)
        .live
        .computeIfPresent(number, (n, entry) -> new Entry(entry.seed, entry.length, now + millis));
  }

  void move(String from, String to) {
    Entry moved = queues.get(from).live.remove(end(from, false));
    if (moved != null) {
      add(to, new Entry(moved.seed, moved.length, 0));
    }
  }

  /** What the process's end takes; a queue that it took is made again. */
  void restart() {
    QUEUES.forEach(
        (name, durability) -> {
          if (!durability(name).isJournaled()) {
            queues.put(name, new Messages(durability));
          }
        });
  }

  /**
   * What a store holds that this does not, or the other way round; null when they are the same.
   *
   * @param restarted whether it was opened since
   */
  String difference(PinfoldStore store, boolean restarted) {
    for (Map.Entry<String, Messages> each : queues.entrySet()) {
      boolean isThere = each.getValue().durability.isJournaled() || !restarted;
      Durability durability = isThere ? each.getValue().durability : QUEUES.get(each.getKey());
      MessageQueue<byte[]> queue = store.queue(each.getKey());
      Durability found = queue.info().orElseThrow().policy().durability();
      String difference =
          found != durability
              ? found + " instead of " + durability
              : isThere ? difference(queue, each.getValue()) : null;
      if (difference != null) {
        return "queue " + each.getKey() + ": " + difference;
      }
    }
    return null;
  }

  private String difference(MessageQueue<byte[]> queue, Messages messages) {
    if (queue.count() != messages.live.size()) {
      return queue.count() + " messages instead of " + messages.live.size();
    }
    try (MessageView<byte[]> view = queue.all()) {
      Iterator<Message<byte[]>> found = view.iterator();
      for (Map.Entry<Long, Entry> each : messages.live.entrySet()) {
        Message<byte[]> message = found.next();
        Entry entry = each.getValue();
        if (message.number() != each.getKey()) {
          return "number " + message.number() + " instead of " + each.getKey();
        }
        if (!Arrays.equals(message.payload(), payload(entry.seed, entry.length))) {
          return "another payload of message " + message.number();
        }
      }
      if (found.hasNext()) {
        return "more messages than it counts";
      }
    }
    long oldest = queue.peekOldest().map(Message::number).orElse(0L);
    long newest = queue.peekNewest().map(Message::number).orElse(0L);
    return oldest == end(queue.name(), false) && newest == end(queue.name(), true)
        ? null
        : String.format(
            "not leased are %d to %d instead of %d to %d",
            oldest, newest, end(queue.name(), false), end(queue.name(), true));
  }
}
