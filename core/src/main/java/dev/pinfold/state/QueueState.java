package dev.pinfold.state;

import dev.pinfold.QueuePolicy;
import java.util.Map;

/** One queue: its policy, its numbers, its live messages and leases. Changed by apply alone. */
public final class QueueState {
  private final int id;
  private final String name;
  private final LiveSet live;
  private final Leases leases;
  private final Arrivals arrivals;
  private QueuePolicy policy;
  private long nextNumber;
  private long lastArrivalMillis;
  private long lastTransaction;
  private boolean dropped;

  /** An empty queue as it is opened. */
  QueueState(Operation.OpenQueue open, LiveSet live) {
    this.id = open.queueId();
    this.name = open.name();
    this.policy = open.policy();
    this.nextNumber = open.nextNumber();
    this.lastArrivalMillis = open.lastArrivalMillis();
    this.live = live;
    this.leases = new Leases(live);
    this.arrivals = new Arrivals(live);
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

  /** The arrival of a message that is added at a time: never before the newest one's. */
  public long arrivalAt(long nowMillis) {
    return Math.max(nowMillis, lastArrivalMillis);
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

  /** When the live messages arrived. */
  public Arrivals arrivals() {
    return arrivals;
  }

  /** The leases of the live messages. */
  public Leases leases() {
    return leases;
  }

  /** Reads a live message with its deliveries as of now. */
  public StoredMessage read(long number) {
    return counted(live.get(number));
  }

  /** Reads a live message with its deliveries as of now, but without its payload. */
  public StoredMessage readEnvelope(long number) {
    return counted(live.envelope(number));
  }

  private StoredMessage counted(StoredMessage message) {
    MessageLease lease = leases.get(message.number());
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
    leases.removed(first, last);
  }

  void lease(long number, MessageLease lease) {
    if (live.contains(number)) {
      leases.put(number, lease);
    }
  }

  void release(long number) {
    leases.release(number);
  }

  void drop() {
    remove(1, Long.MAX_VALUE);
    dropped = true;
  }

  void restore(Map<Long, MessageLease> known) {
    leases.restore(known);
  }
}
