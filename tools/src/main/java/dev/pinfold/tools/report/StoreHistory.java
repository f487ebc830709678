package dev.pinfold.tools.report;

import dev.pinfold.offline.EntryKind;
import dev.pinfold.offline.EntryVisitor;
import dev.pinfold.offline.Inspection;
import dev.pinfold.offline.JournalEntry;
import dev.pinfold.offline.SeenQueue;
import dev.pinfold.state.Operation;
import dev.pinfold.state.StoredMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the journal of a store tells of its past, summed up as it is read: heap for some bits for
 * each message, and for a fixed number of steps of time. Additions alone carry a time: what else
 * happens counts at the time of the latest addition before it. One thread at a time.
 */
public final class StoreHistory implements EntryVisitor {
  private static final int MOST_QUEUES = 12; // with lines of their own
  private static final int MOST_MESSAGES = 20;
  private static final int MOST_FOLLOWED = 1 << 20;
  private static final int MANY_DELIVERIES = 5;
  private static final String OTHERS = "all others";

  /**
   * A message that stands out.
   *
   * @param transaction of its addition, or of the lease that made it stand out
   */
  record Message(
      WatchedQueue queue,
      long number,
      long transaction,
      long arrivalMillis,
      int bytes,
      int deliveries) {
    /** Which one it is, of all queues. */
    List<Long> identity() {
      return List.of((long) queue.id, number);
    }
  }

  /**
   * A time of which the journal does not tell, since segments were given back, or are damaged.
   *
   * @param fromMillis the last addition before it
   * @param toMillis the first addition behind it
   */
  record Gap(long fromMillis, long toMillis) {}

  private final TimeGrid grid = new TimeGrid();
  private final List<Gap> gaps = new ArrayList<>();
  private final WaitingTimes waiting = new WaitingTimes(MOST_FOLLOWED);
  private final Map<String, QueueCounts> shown = new LinkedHashMap<>();
  private final Map<Integer, WatchedQueue> queues = new HashMap<>(); // by identity
  private final Largest<Message> largest =
      new Largest<>(MOST_MESSAGES, Message::bytes, Message::identity);
  private final Map<List<Long>, Message> retried = new HashMap<>(); // by queue and number
  private final Inspection store;
  private final ReportWindow window;
  private final Set<String> names; // of the queues that count; empty for all
  private QueueCounts others; // null: there are none
  private long latestMillis;
  private long lastTransaction;
  private long lastGapBehind; // the transaction before the last gap
  private boolean isInGap; // up to the next addition

  /**
   * A history of nothing yet; the queues with the most messages ever get lines of their own.
   *
   * @param store as it is at the journal's end, not null
   * @param names of the queues that count, not null; empty for all
   * @param window what the charts are about, not null
   */
  public StoreHistory(Inspection store, Set<String> names, ReportWindow window) {
    this.store = store;
    this.window = window;
    this.names = Set.copyOf(names);
    store.queues().stream()
        .sorted(Comparator.comparingLong(SeenQueue::nextNumber).reversed())
        .limit(MOST_QUEUES)
        .forEach(queue -> shown.put(queue.name(), new QueueCounts(queue.name(), grid, window)));
  }

  @Override
  public boolean entry(JournalEntry entry) {
    if (entry.transaction() > store.journal().lastTransaction()) {
      return false; // its owner wrote it since the store was looked at
    }
    if (lastTransaction != 0 && entry.transaction() > lastTransaction + 1) {
      isInGap = true;
      queues.values().forEach(WatchedQueue::missed);
      lastGapBehind = lastTransaction;
    }
    lastTransaction = entry.transaction();
    Operation operation = entry.operation();
    if (operation instanceof Operation.Add add) {
      reach(entry.transaction(), add.message().arrivalMillis());
    } else {
      window.reach(entry.transaction(), latestMillis);
    }
    if (!counts(entry.queue())) {
      return true;
    }
    WatchedQueue queue = queueOf(entry);
    if (operation instanceof Operation.Add add) {
      queue.added(add.message().number());
      seen(queue, add.message(), entry.transaction());
    } else if (operation instanceof Operation.Move move) {
      queue.moved(move.message().number());
      seen(queue, move.message(), entry.transaction());
    } else if (operation instanceof Operation.Remove remove) {
      ended(queue, remove.first(), remove.last(), entry.kind());
    } else if (operation instanceof Operation.OpenQueue open) {
      queue.begin(open.nextNumber());
    } else if (operation instanceof Operation.DropQueue) {
      queue.dropped();
      waiting.ended(queue.id, 1, Long.MAX_VALUE, latestMillis, null);
    } else if (operation instanceof Operation.Lease lease) {
      leased(queue, lease, entry.transaction());
    }
    return true;
  }

  /** Not those of the store's own queue, which change nothing. */
  private boolean counts(String queue) {
    return names.isEmpty() ? !"".equals(queue) : queue != null && names.contains(queue);
  }

  private void reach(long transaction, long arrivalMillis) {
    long before = latestMillis;
    latestMillis = Math.max(latestMillis, arrivalMillis);
    window.reach(transaction, latestMillis);
    if (window.isWithin()) {
      grid.reach(latestMillis);
    }
    if (isInGap && before != 0) {
      gaps.add(new Gap(before, latestMillis));
    }
    isInGap = false;
  }

  private WatchedQueue queueOf(JournalEntry entry) {
    int id = entry.operation().queueId();
    WatchedQueue queue = queues.get(id);
    if (queue == null) {
      String name = entry.queue() == null ? "(queue " + id + ")" : entry.queue();
      queue = new WatchedQueue(id, name, entry.queue() == null ? others() : countsOf(name));
      queues.put(id, queue);
    }
    return queue;
  }

  private QueueCounts countsOf(String name) {
    QueueCounts own = shown.get(name);
    return own != null ? own : others();
  }

  private QueueCounts others() {
    if (others == null) {
      others = new QueueCounts(OTHERS, grid, window);
    }
    return others;
  }

  private void seen(WatchedQueue queue, StoredMessage message, long transaction) {
    waiting.added(queue.id, message.number(), message.arrivalMillis());
    if (window.isWithin() && largest.wants(message.size())) {
      largest.add(
          new Message(
              queue,
              message.number(),
              transaction,
              message.arrivalMillis(),
              message.size(),
              message.deliveryCount()));
    }
  }

  private void ended(WatchedQueue queue, long first, long last, EntryKind kind) {
    queue.ended(first, last, kind);
    long[] counts = window.isWithin() && QueueCounts.isTaken(kind) ? queue.counts.waits : null;
    waiting.ended(queue.id, first, last, latestMillis, counts);
  }

  private void leased(WatchedQueue queue, Operation.Lease lease, long transaction) {
    if (window.isWithin() && lease.deliveryCount() >= MANY_DELIVERIES) {
      Message message =
          new Message(queue, lease.number(), transaction, 0, 0, lease.deliveryCount());
      retried.put(message.identity(), message);
      if (retried.size() > 100 * MOST_MESSAGES) {
        List<Message> keep = retriedMost();
        retried.values().retainAll(keep);
      }
    }
  }

  /** The store as it is at the journal's end. */
  Inspection store() {
    return store;
  }

  /** The times of which the journal does not tell, behind its first addition. */
  List<Gap> gaps() {
    List<Gap> all = new ArrayList<>(gaps);
    if (isInGap && latestMillis != 0) {
      all.add(new Gap(latestMillis, Long.MAX_VALUE)); // nothing was added behind it
    }
    return all;
  }

  /** Whether a message is still there; empty when the journal does not tell. */
  Optional<Boolean> lives(Message message) {
    boolean lives = message.queue().lives(message.number());
    return lives || message.transaction() > lastGapBehind ? Optional.of(lives) : Optional.empty();
  }

  /** How many messages of a queue were handed to somebody, as far as the journal tells. */
  long taken(SeenQueue queue) {
    WatchedQueue watched = queues.get(queue.id());
    return watched == null ? 0 : watched.taken();
  }

  /** The time that is covered. */
  TimeGrid grid() {
    return grid;
  }

  /** What is counted by itself, and the rest behind it. */
  List<QueueCounts> counts() {
    List<QueueCounts> all = new ArrayList<>(shown.values());
    if (others != null) {
      all.add(others);
    }
    return all;
  }

  /** How many messages there are now in what is counted so. */
  long depthNow(QueueCounts counts) {
    return store.queues().stream()
        .filter(
            queue ->
                counts == others
                    ? !shown.containsKey(queue.name())
                    : queue.name().equals(counts.name))
        .mapToLong(SeenQueue::messages)
        .sum();
  }

  /** The largest messages that were ever added, as far as the journal tells. */
  List<Message> largest() {
    return largest.sorted();
  }

  /** The messages that were handed out most often. */
  List<Message> retriedMost() {
    return retried.values().stream()
        .sorted(Comparator.comparingInt(Message::deliveries).reversed())
        .limit(MOST_MESSAGES)
        .toList();
  }

  /** Of so many messages one was followed for how long it waited. */
  long stride() {
    return waiting.stride();
  }
}
