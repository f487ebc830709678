package dev.pinfold.offline;

import dev.pinfold.QueuePolicy;
import dev.pinfold.durable.NumberSet;
import dev.pinfold.durable.StoreWriter;
import dev.pinfold.state.LiveSet;
import dev.pinfold.state.MessageLease;
import dev.pinfold.state.Operation;
import dev.pinfold.state.QueueState;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What is known of a queue while a store is salvaged. A number is given once and removed for ever,
 * so it hardly matters in which order it is told, or how often.
 */
final class RescuedQueue {
  private static final MessageLease NONE = new MessageLease(0, 0);
  private static final long LAST_NUMBER = StoreWriter.LAST_NUMBER;

  private final int id;
  private final NumberSet live = new NumberSet();
  private final NumberSet told = new NumberSet(); // since the snapshot, whatever became of them
  private final NumberSet written = new NumberSet();
  private final TreeMap<Long, MessageLease> leases = new TreeMap<>();
  private String name; // null: nothing told it
  private String madeUp;
  private QueuePolicy policy = QueuePolicy.PROCESS_CRASH;
  private long firstNew = 1; // all numbers below were given before the snapshot
  private long firstUnsure = Long.MAX_VALUE; // from here on each number should be told of
  private long nextNumber = 1;
  private long lastArrivalMillis;
  private long messages; // that were written

  /** One of which nothing is known yet but that it was there. */
  RescuedQueue(int id) {
    this.id = id;
    this.madeUp = "recovered-" + id;
  }

  /** As a snapshot knows it. */
  static RescuedQueue of(QueueState state) {
    RescuedQueue queue = new RescuedQueue(state.id());
    queue.name = state.name();
    queue.policy = state.policy();
    queue.firstNew = state.nextNumber();
    queue.firstUnsure = state.nextNumber();
    queue.nextNumber = state.nextNumber();
    queue.lastArrivalMillis = state.lastArrivalMillis();
    queue.leases.putAll(state.leases().byNumber());
    long number = state.live().first();
    while (number != LiveSet.NONE) {
      queue.live.addAll(number, number);
      number = state.live().next(number + 1);
    }
    return queue;
  }

  void open(Operation.OpenQueue open) {
    requireJournaled(open.policy());
    if (open.nextNumber() < 1) {
      throw new IllegalArgumentException(
          "a queue \"" + open.name() + "\" whose next number is " + open.nextNumber());
    }
    if (name == null) {
      name = open.name();
      policy = open.policy();
      firstUnsure = Math.min(firstUnsure, open.nextNumber());
      nextNumber = Math.max(nextNumber, open.nextNumber());
      lastArrivalMillis = Math.max(lastArrivalMillis, open.lastArrivalMillis());
    }
  }

  /** No journal tells of others. */
  private static void requireJournaled(QueuePolicy policy) {
    if (!policy.durability().isJournaled()) {
      throw new IllegalArgumentException("a queue in memory");
    }
  }

  int id() {
    return id;
  }

  boolean isNamed() {
    return name != null;
  }

  /** Its name, and one that is made up when nothing told it. */
  String name() {
    return name == null ? madeUp : name;
  }

  /** Makes up another name: the first one is that of another queue. */
  void rename() {
    madeUp += "-";
  }

  QueuePolicy policy() {
    return policy;
  }

  long nextNumber() {
    return nextNumber;
  }

  long lastArrivalMillis() {
    return lastArrivalMillis;
  }

  void alter(QueuePolicy other) {
    requireJournaled(other);
    policy = other;
  }

  /** A message was added, or moved since it lived. */
  void lives(long number, long arrivalMillis, int deliveries) {
    lives(number);
    lastArrivalMillis = Math.max(lastArrivalMillis, arrivalMillis);
    MessageLease lease = lease(number);
    if (deliveries > lease.deliveryCount() && live.contains(number)) {
      leases.put(number, new MessageLease(lease.untilMillis(), deliveries));
    }
  }

  private void lives(long number) {
    if (number < 1 || number > LAST_NUMBER) {
      throw new IllegalArgumentException("a message numbered " + number);
    }
    if (number >= firstNew && told.add(number)) {
      live.addAll(number, number);
      nextNumber = Math.max(nextNumber, number + 1);
      firstUnsure = isNamed() ? firstUnsure : Math.min(firstUnsure, number);
    }
  }

  void removed(long first, long last) {
    if (first < 1 || last < first || last > LAST_NUMBER) {
      throw new IllegalArgumentException("a removal of messages " + first + " to " + last);
    }
    live.removeAll(first, last);
    leases.subMap(first, true, last, true).clear();
    if (last >= firstNew) {
      told.addAll(Math.max(first, firstNew), last);
      nextNumber = Math.max(nextNumber, last + 1);
    }
  }

  void leased(long number, MessageLease lease) {
    lives(number);
    if (live.contains(number)) {
      leases.put(number, lease);
    }
  }

  void released(long number) {
    leases.computeIfPresent(number, (same, lease) -> new MessageLease(0, lease.deliveryCount()));
  }

  MessageLease lease(long number) {
    return leases.getOrDefault(number, NONE);
  }

  /** Whether a message lives and was not written yet; from now on it was. */
  boolean takes(long number) {
    boolean isWanted = live.contains(number) && written.add(number);
    messages += isWanted ? 1 : 0;
    return isWanted;
  }

  SalvagedQueue outcome() {
    written.present(1, LAST_NUMBER, live::removeAll);
    List<NumberRange> lost = new ArrayList<>();
    live.present(1, LAST_NUMBER, (first, last) -> lost.add(new NumberRange(first, last)));
    return new SalvagedQueue(name(), isNamed(), messages, lost, untold());
  }

  /** The numbers that were given, and of which nothing tells. */
  private List<NumberRange> untold() {
    List<NumberRange> untold = new ArrayList<>();
    long[] next = {firstUnsure};
    told.present(
        firstUnsure,
        nextNumber - 1,
        (first, last) -> {
          if (first > next[0]) {
            untold.add(new NumberRange(next[0], first - 1));
          }
          next[0] = last + 1;
        });
    if (next[0] < nextNumber) {
      untold.add(new NumberRange(next[0], nextNumber - 1));
    }
    return untold;
  }
}
