package dev.pinfold.engine;

import dev.pinfold.Durability;
import dev.pinfold.MessageInfo;
import dev.pinfold.MessageTooLargeException;
import dev.pinfold.Overflow;
import dev.pinfold.QueueFullException;
import dev.pinfold.QueuePolicy;
import dev.pinfold.Retention;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.state.Arrivals;
import dev.pinfold.state.Chunk;
import dev.pinfold.state.LiveSet;
import dev.pinfold.state.MessageLease;
import dev.pinfold.state.Operation;
import dev.pinfold.state.QueueState;
import dev.pinfold.state.RemoveReason;
import dev.pinfold.state.StoredMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * One queue as a draft sees it: the state, with the draft's own adds and removals laid over it.
 * Used again for other queues of other drafts. For the holder of the engine's lock.
 */
final class PendingQueue {
  private static final int MOST_KEPT = 1_000;
  private static final List<RemoveReason> REASONS = List.of(RemoveReason.values());
  private static final int CODES = 1 + greatestCode();

  private final NumberRanges removed = new NumberRanges(); // for whatever reason
  private final NumberRanges[] removedFor = new NumberRanges[CODES]; // null: for none
  private final ArrayList<StoredMessage> added = new ArrayList<>();

  /** All but open, adds and removals, in order. */
  private final ArrayList<Operation> changes = new ArrayList<>();

  private String name;
  private QueueState state; // null: the queue does not exist in the state
  private long nowMillis;
  private int newId;
  private long firstAdded;
  private QueuePolicy openedWith; // not null: this draft creates the queue
  private QueuePolicy policy;
  private long count;
  private long bytes;
  private boolean read;
  private boolean purged; // all that the state has
  private boolean wasPowerLoss;

  /** Lays a draft over a queue. */
  void begin(String queueName, QueueState queue, int idIfNew, long now) {
    name = queueName;
    state = queue;
    nowMillis = now;
    newId = idIfNew;
    openedWith = null;
    read = false;
    purged = false;
    wasPowerLoss = false;
    firstAdded = 1;
    policy = null;
    count = 0;
    bytes = 0;
    if (queue != null) {
      firstAdded = queue.nextNumber();
      policy = queue.policy();
      count = queue.live().count();
      bytes = queue.live().bytes();
      wasPowerLoss = policy.durability() == Durability.POWER_LOSS;
      if (policy.retention().limitsAge()) {
        expire();
      }
    }
  }

  /** Lets go of everything. Takes no memory. */
  void end() {
    name = null;
    state = null;
    policy = null;
    openedWith = null;
    if (!removed.isEmpty()) {
      removed.clear();
      for (NumberRanges ranges : removedFor) {
        if (ranges != null) {
          ranges.clear();
        }
      }
    }
    empty(added);
    empty(changes);
  }

  @SuppressWarnings("NonApiType") // only an ArrayList gives back its room
  private static void empty(ArrayList<?> list) {
    boolean large = list.size() > MOST_KEPT;
    list.clear();
    if (large) {
      list.trimToSize(); // a list keeps the room that it ever needed
    }
  }

  String name() {
    return name;
  }

  QueueState state() {
    return state;
  }

  int id() {
    return state == null ? newId : state.id();
  }

  boolean exists() {
    return policy != null;
  }

  QueuePolicy policy() {
    return policy;
  }

  /** Whether it is there, and its messages live in the journal. */
  boolean isJournaled() {
    return policy != null && policy.durability().isJournaled();
  }

  long count() {
    return count;
  }

  long bytes() {
    return bytes;
  }

  long nextNumber() {
    return firstAdded + added.size();
  }

  /**
   * The arrival of the oldest message, leased or not, {@link Arrivals#UNKNOWN} when it cannot be
   * read; there must be one.
   */
  long oldestArrivalMillis() {
    long oldest = oldest();
    if (oldest >= firstAdded) {
      return get(oldest).arrivalMillis();
    }
    return oldest == state.live().first()
        ? state.arrivals().oldestMillis()
        : state.arrivals().of(oldest);
  }

  /** Whether this draft adds to the queue, or makes messages of it available. */
  boolean offersMessages() {
    return !added.isEmpty()
        || changes.stream().anyMatch(change -> change instanceof Operation.Release);
  }

  boolean isChanged() {
    return openedWith != null || !added.isEmpty() || !removed.isEmpty() || !changes.isEmpty();
  }

  /** Whether messages of it are handed out, or its content is told in another way. */
  boolean isRead() {
    return read;
  }

  /** Whether its durability is power loss, before or after the draft. */
  boolean isPowerLoss() {
    return wasPowerLoss || (policy != null && policy.durability() == Durability.POWER_LOSS);
  }

  /** Whether nothing but the passing of time changed it. */
  boolean onlyExpires() {
    return openedWith == null
        && added.isEmpty()
        && changes.isEmpty()
        && REASONS.stream().allMatch(r -> r == RemoveReason.EXPIRED || removedFor(r).isEmpty());
  }

  private static int greatestCode() {
    int greatest = 0;
    for (RemoveReason reason : REASONS) {
      greatest = Math.max(greatest, reason.code());
    }
    return greatest;
  }

  private NumberRanges removedFor(RemoveReason reason) {
    int code = reason.code();
    if (removedFor[code] == null) {
      removedFor[code] = new NumberRanges();
    }
    return removedFor[code];
  }

  void open(QueuePolicy with) {
    newId = Draft.requireQueueId(newId);
    openedWith = with;
    policy = with;
  }

  long add(byte[] headers, byte[] payload) {
    long number = firstAdded + added.size();
    long arrival = state == null ? nowMillis : state.arrivalAt(nowMillis);
    StoredMessage message = new StoredMessage(number, arrival, 0, headers, payload);
    if (policy == null) {
      open(QueuePolicy.MEMORY);
    }
    requireRoomFor(message);
    if (purged && added.isEmpty()) {
      askForSizes();
    }
    added.add(message);
    count++;
    bytes += message.size();
    return number;
  }

  private void requireRoomFor(StoredMessage message) {
    Retention retention = policy.retention();
    if (!retention.limitsSize()) {
      return;
    }
    if (message.size() > retention.maxBytes()) {
      throw new MessageTooLargeException(
          "a message of "
              + message.size()
              + " bytes for queue \""
              + name
              + "\", whose policy keeps at most "
              + retention.maxBytes()
              + " bytes. Alter the queue's retention, or send less",
          null);
    }
    if (retention.overflow() == Overflow.REJECT
        && (count + 1 > retention.maxCount() || bytes + message.size() > retention.maxBytes())) {
      throw new QueueFullException(
          "queue \""
              + name
              + "\" holds "
              + count
              + " messages of at most "
              + retention.maxCount()
              + ", "
              + bytes
              + " bytes of at most "
              + retention.maxBytes()
              + ", and its policy rejects more. Take messages, or alter the queue's retention",
          null);
    }
  }

  /** The number at an end that may be handed out, or {@link LiveSet#NONE}. */
  long first(End end) {
    read = true; // that there is none is told, too
    long number = LiveSet.NONE;
    if (end == End.NEWEST && !added.isEmpty()) {
      number = firstAdded + added.size() - 1;
    } else if (state != null) {
      number = end == End.OLDEST ? state.live().first() : state.live().last();
    }
    if (number == LiveSet.NONE && !added.isEmpty()) {
      number = firstAdded;
    }
    return firstAvailable(end, number);
  }

  /** The number next to this one that may be handed out, seen from an end. */
  long after(End end, long number) {
    return firstAvailable(end, step(end, number));
  }

  private long firstAvailable(End end, long number) {
    long candidate = number;
    while (candidate != LiveSet.NONE) {
      if (removed.contains(candidate)) {
        long edge = end == End.OLDEST ? removed.endOf(candidate) : removed.startOf(candidate);
        candidate = step(end, edge);
      } else if (isLeased(candidate)) {
        candidate = step(end, edgeOfLeased(end, candidate));
      } else {
        return candidate;
      }
    }
    return LiveSet.NONE;
  }

  private long edgeOfLeased(End end, long number) {
    return end == End.OLDEST ? state.leases().lastOfRun(number) : state.leases().firstOfRun(number);
  }

  private long step(End end, long number) {
    return end == End.OLDEST ? stepUp(number) : stepDown(number);
  }

  private long stepUp(long number) {
    if (number < firstAdded) {
      long next = state == null ? LiveSet.NONE : state.live().next(number + 1);
      return next == LiveSet.NONE && !added.isEmpty() ? firstAdded : next;
    }
    return number + 1 < firstAdded + added.size() ? number + 1 : LiveSet.NONE;
  }

  private long stepDown(long number) {
    long below = Math.min(number, nextNumber()) - 1; // the queue may have been made anew since
    if (below >= firstAdded) {
      return below;
    }
    return state == null || below < 1 ? LiveSet.NONE : state.live().previous(below);
  }

  /** Whether a live message is handed out for a time that has not ended. */
  boolean isLeased(long number) {
    return state != null && state.leases().isHidden(number, nowMillis);
  }

  /**
   * Whether this is the message that a lease handed out, not handed out again or released since.
   * Numbers and deliveries begin anew in a queue that was dropped and made again; what arrived at
   * the same millisecond there is not told apart. A message that cannot be read any more can still
   * be finished.
   */
  boolean isLeasedAs(MessageInfo leased) {
    read = true;
    long number = leased.number();
    MessageLease lease = state == null ? null : state.leases().get(number);
    if (lease == null
        || !contains(number)
        || lease.untilMillis() == 0
        || lease.deliveryCount() != leased.deliveryCount()) {
      return false;
    }
    long arrival = state.arrivals().of(number);
    return arrival == Arrivals.UNKNOWN || arrival == leased.arrival().toEpochMilli();
  }

  /** Whether a number is live, leased or not. */
  boolean contains(long number) {
    read = true;
    if (removed.contains(number)) {
      return false;
    }
    return number >= firstAdded
        ? number < firstAdded + added.size()
        : state != null && state.live().contains(number);
  }

  StoredMessage get(long number) {
    read = true;
    return number >= firstAdded
        ? added.get(Math.toIntExact(number - firstAdded))
        : state.read(number);
  }

  /** A message without its payload, unless that is at hand. */
  StoredMessage envelope(long number) {
    return number >= firstAdded ? get(number) : readEnvelope(number);
  }

  private StoredMessage readEnvelope(long number) {
    read = true;
    return state.readEnvelope(number);
  }

  void markRead() {
    read = true;
  }

  void remove(long number, RemoveReason reason) {
    bytes -= sizeOf(number); // asked for in any case: fails here, before anything is written
    count--;
    NumberRanges same = removedFor(reason);
    if (removed.isEmpty() || removed.isOneUpTo(number - 1)) { // not measured: docs/design/0008
      removed.add(number, number); // no neighbour can be in a range, or it is the one below
      same.add(number, number);
    } else {
      long below = stepDown(number);
      long above = stepUp(number);
      removed.add(below, number, above);
      same.add(below, number, above);
    }
  }

  /** The bytes of a live message; fails where they cannot be told. */
  long sizeOf(long number) {
    return number >= firstAdded
        ? added.get(Math.toIntExact(number - firstAdded)).size()
        : state.live().size(number);
  }

  /** Removes all; the number of messages that went. */
  long purge() {
    read = true;
    long gone = count;
    if (gone > 0) {
      if (!added.isEmpty()) {
        askForSizes();
      }
      purged = true;
      NumberRanges same = removedFor(RemoveReason.PURGED);
      removed.clear();
      same.clear();
      removed.add(1, nextNumber() - 1);
      same.add(1, nextNumber() - 1);
      count = 0;
      bytes = 0;
    }
    return gone;
  }

  void lease(long number, long untilMillis, int deliveryCount) {
    changes.add(new Operation.Lease(id(), number, untilMillis, deliveryCount));
  }

  void release(long number) {
    changes.add(new Operation.Release(id(), number));
  }

  void alter(QueuePolicy other) {
    changes.add(new Operation.AlterQueue(id(), other));
    policy = other;
  }

  void drop() {
    changes.add(new Operation.DropQueue(id()));
    policy = null;
  }

  private void expire() {
    LiveSet live = state.live();
    long last = state.arrivals().lastUpTo(nowMillis - policy.retention().maxAge().toMillis());
    if (last == LiveSet.NONE) {
      return;
    }
    LiveSet.Extent gone;
    try {
      gone = live.extentUpTo(last);
    } catch (StoreCorruptException e) { // of a part of a chunk that cannot be found: whole ones go
      last = live.previous(Chunk.firstNumberOf(last) - 1);
      if (last == LiveSet.NONE) {
        return;
      }
      gone = live.extentUpTo(last);
    }
    count -= gone.messages();
    bytes -= gone.bytes();
    removed.add(live.first(), last);
    removedFor(RemoveReason.EXPIRED).add(live.first(), last);
  }

  /** Lets the oldest go until the queue is within its limits. */
  void enforceRetention() {
    if (policy == null
        || !policy.retention().limitsSize()
        || policy.retention().overflow() == Overflow.REJECT) {
      return;
    }
    Retention retention = policy.retention();
    long number = LiveSet.NONE;
    while (count > retention.maxCount() || bytes > retention.maxBytes()) {
      number = number == LiveSet.NONE ? oldest() : nextIncludingLeased(number);
      remove(number, RemoveReason.OVERFLOWED);
    }
  }

  /** The oldest number, leased or not; there must be one. */
  long oldest() {
    long number = state == null ? LiveSet.NONE : state.live().first();
    number = number == LiveSet.NONE ? firstAdded : number;
    return removed.contains(number) ? nextIncludingLeased(number) : number;
  }

  private long nextIncludingLeased(long number) {
    long next = number;
    do {
      next = stepUp(removed.contains(next) ? removed.endOf(next) : next);
    } while (removed.contains(next));
    return next;
  }

  /**
   * This queue's part of the transaction, in an order that gives the state that is seen here: what
   * is removed was there or was added here, and it does not matter whether it was leased before.
   */
  void writeTo(List<Operation> operations) {
    if (openedWith != null) {
      operations.add(new Operation.OpenQueue(newId, name, openedWith, 1, 0));
    }
    for (StoredMessage message : added) {
      operations.add(new Operation.Add(id(), message));
    }
    if (!removed.isEmpty()) {
      writeRemovals(operations);
    }
    if (!changes.isEmpty()) {
      operations.addAll(changes);
    }
  }

  /**
   * Of what is purged out of the chunk that added messages come into, which therefore does not go
   * as a whole: to apply this must not have to read.
   */
  private void askForSizes() {
    long last = state == null ? LiveSet.NONE : state.live().last();
    if (last != LiveSet.NONE && Chunk.firstNumberOf(last) == Chunk.firstNumberOf(firstAdded)) {
      LiveSet.Extent unused = state.live().extentUpTo(last);
    }
  }

  private void writeRemovals(List<Operation> operations) {
    for (int i = 0; i < REASONS.size(); i++) {
      RemoveReason reason = REASONS.get(i);
      if (removedFor[reason.code()] != null) {
        writeRemovals(removedFor[reason.code()], reason, operations);
      }
    }
  }

  private void writeRemovals(NumberRanges ranges, RemoveReason why, List<Operation> operations) {
    long first = ranges.next(1);
    while (first != 0) {
      long last = ranges.endOf(first);
      operations.add(new Operation.Remove(id(), first, last, why));
      first = ranges.next(last + 1);
    }
  }
}
