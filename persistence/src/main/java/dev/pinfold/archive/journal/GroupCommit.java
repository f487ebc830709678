package dev.pinfold.archive.journal;

import dev.pinfold.Outcome;
import dev.pinfold.StoreClosedException;
import dev.pinfold.StoreFailedException;
import dev.pinfold.archive.files.Device;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes many waiting transactions durable with one force.
 *
 * <p>Whoever needs a force while nobody is forcing leads: it forces, by itself, everything appended
 * so far, and then wakes those who are served by that, and the first who is not, to lead next. With
 * one writer there is no hand-over; with many, each force serves all who came during the one
 * before. A daemon thread leads for those who do not wait ({@link #whenForced}), and forces sealed
 * segments in the background.
 *
 * <p>The appending thread takes no lock here. It publishes first the segment's end and then the
 * transaction; a leader reads them the other way round, so that what it forces covers the
 * transaction it read. At a roll the old segment is queued before the new one is published, and
 * leaders empty that queue after reading the active segment. A sealed segment is forced whole, with
 * its end mark; the name of a new one was made durable before it was ever used. Thread-safe.
 */
public final class GroupCommit {
  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

  private static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private final long transaction;

    Waiter(long transaction) {
      this.transaction = transaction;
    }
  }

  /** Stands for "until no sealed segment is left to force" in place of a transaction. */
  private static final long SEALED = Long.MAX_VALUE;

  /** How often an action is tried that fails for want of memory. */
  private static final int MOST_TRIES = 3;

  private record Callback(long transaction, Runnable action) {}

  private final Device device;
  private final FailureLatch failure;
  private final AtomicLong appended;
  private final AtomicLong forced;
  private final AtomicBoolean leading = new AtomicBoolean();
  private final Queue<ActiveSegment> sealed = new ConcurrentLinkedQueue<>();
  private volatile ActiveSegment active;

  /** Guarded by itself. */
  private final List<Waiter> waiters = new ArrayList<>();

  private final Object callbackLock = new Object();

  /** Guarded by callbackLock. */
  private List<Callback> incoming = new ArrayList<>();

  /** Collected, and not in {@link #pending} yet. Only the thread touches it. */
  private List<Callback> fresh = new ArrayList<>();

  /** In the order of their transactions. Only the thread touches it. */
  private ArrayDeque<Callback> pending = new ArrayDeque<>();

  /** Guarded by callbackLock: no more callbacks are taken. */
  private boolean closed;

  private final Thread thread;
  private volatile boolean idle;
  private volatile boolean closing;

  GroupCommit(Device device, FailureLatch failure, long lastTransaction, ActiveSegment active) {
    this.device = device;
    this.failure = failure;
    this.appended = new AtomicLong(lastTransaction);
    this.forced = new AtomicLong(lastTransaction);
    this.active = active;
    this.thread = new Thread(this::serve, "pinfold-force");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** The highest transaction that is known to survive a loss of power. Does not block. */
  public long forced() {
    return forced.get();
  }

  /** Null when a transaction is forced; else what those get who waited for that in vain. */
  public StoreFailedException problemOf(long transaction) {
    return forced.get() >= transaction ? null : failure.exception(Outcome.UNKNOWN);
  }

  /** What ended this journal's writing, or null. */
  public Throwable failure() {
    return failure.cause();
  }

  /**
   * Returns when a transaction, appended before, survives a loss of power. Blocks, for one or two
   * forces as a rule; an interrupt does not end it and is kept.
   *
   * @throws StoreFailedException with outcome {@link Outcome#UNKNOWN} when forcing failed
   */
  public void await(long transaction) {
    if (forced.get() < transaction) {
      if (transaction > appended.get()) {
        throw new IllegalArgumentException(
            "transaction " + transaction + " was not appended; the last is " + appended.get());
      }
      lead(transaction);
      if (forced.get() < transaction) {
        throw failure.exception(Outcome.UNKNOWN);
      }
    }
  }

  /**
   * Runs an action when a transaction, appended before, survives a loss of power, or when it is
   * certain that nobody will ever know ({@link #failure} is not null then). Actions run on one
   * thread, in the order of their transactions, and must be short. Does not block.
   *
   * @throws StoreClosedException after the journal was closed
   */
  public void whenForced(long transaction, Runnable action) {
    synchronized (callbackLock) {
      if (closed) {
        throw new StoreClosedException("the journal was closed", null);
      }
      incoming.add(new Callback(transaction, action));
    }
    wakeThread();
  }

  long appended() {
    return appended.get();
  }

  /** By the appending thread, after {@link ActiveSegment#end(int)}. */
  void appended(long transaction) {
    appended.lazySet(transaction);
  }

  /** By the appending thread, after the old segment got its end mark and the new one its header. */
  void rolled(ActiveSegment next) {
    sealed.add(active);
    active = next;
    wakeThread();
  }

  /** Wakes everybody so that they see the failure. Takes no memory, which may be what lacks. */
  void failed() {
    synchronized (waiters) {
      for (int i = 0; i < waiters.size(); i++) {
        LockSupport.unpark(waiters.get(i).thread);
      }
    }
    LockSupport.unpark(thread);
  }

  /** Forces what was appended, serves all actions and ends the thread. */
  void close() {
    if (failure.cause() == null) {
      lead(appended.get());
    }
    synchronized (callbackLock) {
      closed = true;
    }
    closing = true;
    boolean interrupted = false;
    while (thread.isAlive() && Thread.currentThread() != thread) {
      LockSupport.unpark(thread);
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    for (ActiveSegment old = sealed.poll(); old != null; old = sealed.poll()) {
      old.unmap();
    }
    active.unmap();
  }

  /** Returns when the transaction is forced or the journal has failed, leading if need be. */
  private void lead(long transaction) {
    Waiter waiter = null;
    boolean interrupted = false;
    while (!isServed(transaction)) {
      if (tryForce()) {
        continue;
      }
      if (waiter == null) {
        waiter = new Waiter(transaction);
        synchronized (waiters) {
          waiters.add(waiter);
        }
        continue; // the leader may have gone before it could see us
      }
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (waiter != null) {
      synchronized (waiters) {
        waiters.remove(waiter);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isServed(long transaction) {
    return failure.cause() != null
        || (transaction == SEALED ? sealed.isEmpty() : forced.get() >= transaction);
  }

  /** Forces everything appended so far, unless somebody else is at it. */
  private boolean tryForce() {
    if (!leading.compareAndSet(false, true)) {
      return false;
    }
    try {
      forceAppended();
    } catch (IOException | RuntimeException | Error e) {
      failure.trip(e);
    } finally {
      leading.set(false);
      wakeWaiters();
    }
    return true;
  }

  private void forceAppended() throws IOException {
    if (failure.cause() != null) {
      return;
    }
    long transaction = appended.get();
    ActiveSegment current = active;
    int end = current.end();
    for (ActiveSegment old = sealed.peek(); old != null; old = sealed.peek()) {
      old.force(old.sealedEnd(), device);
      sealed.remove();
      old.unmap();
      if (old == current) {
        current = null; // rolled since we looked
      }
    }
    if (current != null) {
      current.force(end, device);
    }
    forced.set(transaction);
  }

  /** Wakes all who are served, and one who is not, to lead. Takes no memory. */
  private void wakeWaiters() {
    synchronized (waiters) {
      boolean led = false;
      for (int i = 0; i < waiters.size(); i++) {
        Waiter waiter = waiters.get(i);
        if (isServed(waiter.transaction)) {
          LockSupport.unpark(waiter.thread);
        } else if (!led) {
          led = true;
          LockSupport.unpark(waiter.thread);
        }
      }
    }
  }

  private void wakeThread() {
    if (idle) {
      LockSupport.unpark(thread);
    }
  }

  /** Whatever happens, this goes on until it is closed: who waits gets an answer. */
  private void serve() {
    boolean last = false;
    while (!last) {
      try {
        last = serveOnce();
      } catch (Throwable e) { // memory was short, as a rule: what is owed is owed still
        trip(e);
      }
    }
  }

  /** Whether that was the last time. */
  private boolean serveOnce() {
    boolean last = closing;
    boolean unused = Thread.interrupted(); // an action may have left that behind
    collect();
    runServed();
    if (!pending.isEmpty()) {
      lead(pending.element().transaction());
    } else if (!sealed.isEmpty() && failure.cause() == null) {
      lead(SEALED);
    } else if (!last) {
      idle();
    }
    return last && pending.isEmpty() && (sealed.isEmpty() || failure.cause() != null);
  }

  private void trip(Throwable e) {
    try {
      failure.trip(e);
    } catch (Throwable untold) {
      // It counts all the same; there is no memory to tell of it.
    }
  }

  private void idle() {
    idle = true;
    boolean nothing;
    synchronized (callbackLock) {
      nothing = incoming.isEmpty();
    }
    if (nothing && !closing && (sealed.isEmpty() || failure.cause() != null)) {
      LockSupport.park(this);
    }
    idle = false;
  }

  /** Lets go of nothing before it is where it belongs. */
  private void collect() {
    if (fresh.isEmpty()) {
      synchronized (callbackLock) {
        if (incoming.isEmpty()) {
          return;
        }
        List<Callback> empty = fresh;
        fresh = incoming;
        incoming = empty;
      }
    }
    if (areOrdered()) {
      pending.addAll(fresh);
    } else {
      List<Callback> all = new ArrayList<>(pending);
      all.addAll(fresh);
      all.sort(Comparator.comparingLong(Callback::transaction));
      pending = new ArrayDeque<>(all);
    }
    fresh.clear();
  }

  private boolean areOrdered() {
    Callback previous = pending.peekLast();
    for (int i = 0; i < fresh.size(); i++) {
      Callback callback = fresh.get(i);
      if (previous != null && previous.transaction() > callback.transaction()) {
        return false;
      }
      previous = callback;
    }
    return true;
  }

  private void runServed() {
    while (!pending.isEmpty() && isServed(pending.element().transaction())) {
      run(pending.element().action());
      pending.remove();
    }
  }

  /** The log may be what fails, and those behind are to get their answers all the same. */
  private static void tell(Throwable failure) {
    try {
      log.error("an action that waited for a force failed", failure);
    } catch (Throwable e) {
      // Nobody is left to tell.
    }
  }

  /** An action that memory was too short for may be run again: it is to give an answer. */
  private static void run(Runnable action) {
    for (int i = 1; i <= MOST_TRIES; i++) {
      try {
        action.run();
        return;
      } catch (Throwable e) {
        if (i == MOST_TRIES || !(e instanceof VirtualMachineError)) {
          tell(e);
          return;
        }
      }
    }
  }
}
