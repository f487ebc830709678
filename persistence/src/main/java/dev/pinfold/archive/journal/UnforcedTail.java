package dev.pinfold.archive.journal;

import dev.pinfold.archive.files.Device;
import java.io.IOException;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The end of the journal that is not known to be on the device: the active segment, and sealed ones
 * before it. Appended to by one thread, without a lock; forced by one at a time ({@link
 * GroupCommit} sees to that); the counters may be read by anyone.
 *
 * <p>The appending thread publishes first the segment's end and then the transaction. Who forces
 * reads them the other way round, so that what is forced covers the transaction that was read. At a
 * roll the old segment is queued before the new one is published, and the queue is gone through
 * after reading the active segment. A sealed segment is forced whole, with its end mark; the name
 * of a new one was made durable before it was ever used.
 */
final class UnforcedTail {
  private final Device device;
  private final AtomicLong appended;
  private final AtomicLong forced;
  private final Queue<UnforcedSegment> sealed = new ConcurrentLinkedQueue<>();
  private final AtomicInteger sealedCount = new AtomicInteger();
  private volatile ActiveSegment active;

  /**
   * @param found segments before the active one of which only what is up to {@code forced} is on
   *     the device
   * @param appended the last transaction
   */
  UnforcedTail(
      Device device,
      Collection<? extends UnforcedSegment> found,
      long forced,
      long appended,
      ActiveSegment active) {
    this.device = device;
    this.appended = new AtomicLong(appended);
    this.forced = new AtomicLong(forced);
    this.active = active;
    sealed.addAll(found);
    sealedCount.set(found.size());
  }

  /** The last transaction that was appended. */
  long appended() {
    return appended.get();
  }

  /**
   * All transactions up to this one are on the device, or a snapshot that is there replaces them.
   */
  long forced() {
    return forced.get();
  }

  /** How many sealed segments are not forced. */
  int sealed() {
    return sealedCount.get();
  }

  /**
   * By the appending thread, after {@link ActiveSegment#append}; a release write
   * (docs/design/0008).
   */
  void appended(long transaction) {
    appended.lazySet(transaction);
  }

  /** By the appending thread, after the old segment got its end mark and the new one its header. */
  void rolled(ActiveSegment next) {
    sealedCount.incrementAndGet();
    sealed.add(active);
    active = next;
  }

  /** Forces all that was appended so far. */
  void forceAll() throws IOException {
    long transaction = appended.get();
    ActiveSegment current = active;
    int end = current.end();
    for (UnforcedSegment old = sealed.peek(); old != null; old = sealed.peek()) {
      old.force(device);
      sealed.remove();
      released(old);
      if (old == current) {
        current = null; // rolled since we looked
      }
    }
    if (current != null) {
      current.force(end, device);
    }
    forced.set(transaction);
  }

  /** Forces the oldest sealed segment. */
  void forceOldest() throws IOException {
    ActiveSegment current = active;
    UnforcedSegment oldest = sealed.peek();
    if (oldest == null) {
      return;
    }
    oldest.force(device);
    sealed.remove();
    released(oldest);
    UnforcedSegment next = sealed.peek();
    if (oldest != current) {
      long first = next == null ? current.firstTransaction() : next.firstTransaction();
      forced.set(Math.max(forced.get(), first - 1));
    }
  }

  /** Forces what a snapshot rests on: these segments, and that of its position, up to there. */
  void forceFor(Set<Integer> segments, JournalPosition position) throws IOException {
    ActiveSegment current = active;
    int end = current.end();
    for (Iterator<UnforcedSegment> all = sealed.iterator(); all.hasNext(); ) {
      UnforcedSegment old = all.next();
      if (old.segment() == position.segment() || segments.contains(old.segment())) {
        old.force(device);
        all.remove();
        released(old);
        if (old == current) {
          current = null; // rolled since we looked
        }
      }
    }
    if (current != null && current.segment() == position.segment()) {
      current.force(end, device);
    }
  }

  /** Lets go of what is before a snapshot's position: the snapshot and its base are durable. */
  void replaced(JournalPosition position) {
    for (Iterator<UnforcedSegment> all = sealed.iterator(); all.hasNext(); ) {
      UnforcedSegment old = all.next();
      if (old.segment() < position.segment()) {
        all.remove();
        sealedCount.decrementAndGet();
        old.replaced();
      }
    }
    forced.set(Math.max(forced.get(), position.nextTransaction() - 1));
  }

  private void released(UnforcedSegment old) {
    sealedCount.decrementAndGet();
    old.release();
  }

  /** When nobody appends or forces any more. */
  void release() {
    List.copyOf(sealed).forEach(UnforcedSegment::release);
    sealed.clear();
    active.release();
  }
}
