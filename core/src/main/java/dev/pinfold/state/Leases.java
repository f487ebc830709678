package dev.pinfold.state;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a queue knows of its leased messages, and which numbers they hide at a time. The time comes
 * with each question, may go back, and changes nothing that is kept: what is hidden follows from
 * the leases and the time alone. Going to another time costs a step for each lease that ends (or is
 * in force again) between the two; every other question costs the logarithm of the number of
 * leases. Guarded by the engine's lock.
 */
public final class Leases {
  /** What {@link #nextEndAfter} answers when no lease ends. */
  public static final long NEVER = Long.MAX_VALUE;

  private final TreeMap<Long, MessageLease> byNumber = new TreeMap<>();
  private final TreeSet<End> byEnd = new TreeSet<>(); // without the released ones
  private final HiddenRuns hidden;
  private long asOfMillis = Long.MAX_VALUE; // the time of what is hidden: at first nothing is
  private Deliveries deliveries = Deliveries.NONE; // null: to be made again

  private record End(long untilMillis, long number) implements Comparable<End> {
    @Override
    public int compareTo(End other) {
      int byTime = Long.compare(untilMillis, other.untilMillis);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  Leases(LiveSet live) {
    this.hidden = new HiddenRuns(live);
  }

  /** Messages that were leased at least once and are still live, by number; unmodifiable. */
  public Map<Long, MessageLease> byNumber() {
    return Collections.unmodifiableMap(byNumber);
  }

  /** What is known of a message's leases, or null when it never had one. */
  public MessageLease get(long number) {
    return byNumber.isEmpty() ? null : byNumber.get(number);
  }

  /** Whether no live message has a lease, ended or not, that was not released. */
  public boolean areNone() {
    return byEnd.isEmpty();
  }

  /** Whether a lease hides this live number at a time. */
  public boolean isHidden(long number, long nowMillis) {
    if (areNone()) {
      return false;
    }
    goTo(nowMillis);
    return hidden.contains(number);
  }

  /** The last number of the run of those that are hidden or dead, from a hidden one on. */
  public long lastOfRun(long number) {
    return hidden.lastOf(number);
  }

  /** The first number of the run of those that are hidden or dead, up to a hidden one. */
  public long firstOfRun(long number) {
    return hidden.firstOf(number);
  }

  /** When the next lease ends that is in force at a time, or {@link #NEVER}. */
  public long nextEndAfter(long nowMillis) {
    End next = byEnd.higher(new End(nowMillis, Long.MAX_VALUE));
    return next == null ? NEVER : next.untilMillis();
  }

  /** How often the messages were handed out, as of now and unaffected by what comes. */
  public Deliveries deliveries() {
    if (deliveries == null) {
      deliveries = Deliveries.of(byNumber);
    }
    return deliveries;
  }

  /** In how many runs the hidden numbers are. */
  int runs() {
    return hidden.size();
  }

  private void goTo(long nowMillis) {
    if (nowMillis == asOfMillis) {
      return;
    }
    try {
      if (nowMillis > asOfMillis) {
        between(asOfMillis, nowMillis).forEach(end -> hidden.reveal(end.number()));
      } else {
        between(nowMillis, asOfMillis).forEach(end -> hidden.hide(end.number()));
      }
      asOfMillis = nowMillis;
    } catch (RuntimeException | Error e) { // such as no memory, half way
      hidden.clear();
      asOfMillis = Long.MAX_VALUE; // when nothing is hidden: the next question begins there
      throw e;
    }
  }

  /** The leases that end after one time, and at or before another. */
  private Iterable<End> between(long fromMillis, long toMillis) {
    return byEnd.subSet(
        new End(fromMillis, Long.MAX_VALUE), false, new End(toMillis, Long.MAX_VALUE), true);
  }

  private boolean hides(MessageLease lease) {
    return lease != null && lease.untilMillis() != 0 && lease.untilMillis() > asOfMillis;
  }

  /** Takes in a lease of a live message, in place of the one it had. */
  void put(long number, MessageLease lease) {
    MessageLease before = byNumber.put(number, lease);
    if (before != null) {
      byEnd.remove(new End(before.untilMillis(), number));
    }
    if (lease.untilMillis() != 0) {
      byEnd.add(new End(lease.untilMillis(), number));
    }
    if (hides(lease) && !hides(before)) {
      hidden.hide(number);
    } else if (hides(before) && !hides(lease)) {
      hidden.reveal(number);
    }
    deliveries = null;
  }

  void release(long number) {
    MessageLease lease = get(number);
    if (lease != null) {
      put(number, new MessageLease(0, lease.deliveryCount()));
    }
  }

  /** Forgets the messages from first to last, which are not live any more. */
  void removed(long first, long last) {
    if (byNumber.isEmpty()) {
      return;
    }
    Map<Long, MessageLease> gone = byNumber.subMap(first, true, last, true);
    if (!gone.isEmpty()) {
      gone.forEach((number, lease) -> byEnd.remove(new End(lease.untilMillis(), number)));
      gone.clear();
      deliveries = null;
    }
    if (byEnd.isEmpty()) {
      hidden.clear();
    } else {
      hidden.removed(first, last);
    }
  }

  /** Takes in what a snapshot knew, before it is known which messages are live. */
  void restore(Map<Long, MessageLease> known) {
    known.forEach(this::put);
  }
}
