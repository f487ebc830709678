package dev.pinfold.state;

import dev.pinfold.QueuePolicy;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** One queue: its policy, its numbers, its live messages and leases. Changed by apply alone. */
public final class QueueState {
  private final int id;
  private final String name;
  private final LiveSet live;
  private final TreeMap<Long, MessageLease> leases = new TreeMap<>();
  private QueuePolicy policy;
  private long nextNumber;
  private long lastArrivalMillis;
  private long lastTransaction;
  private boolean dropped;
  private long oldestNumber; // whose arrival is oldestArrivalMillis; 0 when not known
  private long oldestArrivalMillis;

  QueueState(int id, String name, QueuePolicy policy, long nextNumber, LiveSet live) {
    this.id = id;
    this.name = name;
    this.policy = policy;
    this.nextNumber = nextNumber;
    this.live = live;
  }

  /** The queue's identity, never reused. */
  public int id() {
    return id;
  }

  /** The queue's name. */
  public String name() {
    return name;
  }

  /** The policy in force. */
  public QueuePolicy policy() {
    return policy;
  }

  /** The number that the next added message gets. */
  public long nextNumber() {
    return nextNumber;
  }

  /** The arrival of the newest message ever added, in milliseconds since 1970. */
  public long lastArrivalMillis() {
    return lastArrivalMillis;
  }

  /** The last journaled transaction that changed this queue, 0 for none. */
  public long lastTransaction() {
    return lastTransaction;
  }

  /** Whether the queue has ended. */
  public boolean isDropped() {
    return dropped;
  }

  /** The live messages. */
  public LiveSet live() {
    return live;
  }

  /** The arrival of the oldest live message in milliseconds since 1970; there must be one. */
  public long oldestArrivalMillis() {
    long first = live.first();
    if (first != oldestNumber) {
      oldestArrivalMillis = live.get(first).arrivalMillis();
      oldestNumber = first;
    }
    return oldestArrivalMillis;
  }

  /** Messages that were leased at least once and are still live, by number; unmodifiable. */
  public Map<Long, MessageLease> leases() {
    return Collections.unmodifiableMap(leases);
  }

  /** What is known of a message's leases, or null when it never had one. */
  public MessageLease lease(long number) {
    return leases.isEmpty() ? null : leases.get(number);
  }

  /** Reads a live message with its deliveries as of now. */
  public StoredMessage read(long number) {
    StoredMessage message = live.get(number);
    MessageLease lease = lease(number);
    return lease == null ? message : message.withDeliveryCount(lease.deliveryCount());
  }

  void changedBy(long transaction) {
    if (transaction != Transaction.UNNUMBERED) {
      lastTransaction = transaction;
    }
  }

  void alter(QueuePolicy other) {
    policy = other;
  }

  void add(StoredMessage message, long place) {
    live.put(message, place);
    nextNumber = Math.max(nextNumber, message.number() + 1);
    lastArrivalMillis = Math.max(lastArrivalMillis, message.arrivalMillis());
  }

  void remove(long first, long last) {
    live.removeRange(first, last);
    if (!leases.isEmpty()) {
      leases.subMap(first, true, last, true).clear();
    }
  }

  void lease(long number, MessageLease lease) {
    if (live.contains(number)) {
      leases.put(number, lease);
    }
  }

  void release(long number) {
    leases.computeIfPresent(number, (n, lease) -> new MessageLease(0, lease.deliveryCount()));
  }

  void drop() {
    remove(1, Long.MAX_VALUE);
    dropped = true;
  }

  void restore(long arrivalMillis, Map<Long, MessageLease> known) {
    lastArrivalMillis = arrivalMillis;
    leases.putAll(known);
  }
}
