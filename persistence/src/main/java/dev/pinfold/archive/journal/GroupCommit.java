package dev.pinfold.archive.journal;

import dev.pinfold.Outcome;
import dev.pinfold.StoreClosedException;
import dev.pinfold.StoreFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes many waiting transactions durable with one force.
 *
 * <p>Whoever needs a force while nobody is forcing leads: it forces, by itself, everything appended
 * so far, and then wakes those who are served by that, and the first who is not, to lead next. With
 * one writer there is no hand-over; with many, each force serves all who came during the one
 * before. A daemon thread leads for those who do not wait ({@link #whenForced}).
 *
 * <p>Sealed segments are forced in the background once forces are expected, so that those who wait
 * for one find little to do. Before that nobody pays for what nobody asked for: they are left until
 * something is forced, or until there are too many of them. A snapshot needs only what it rests on,
 * and sets free what is before it ({@link #awaitBase}, {@link #replaced}). Thread-safe.
 */
public final class GroupCommit {
  /** What somebody needs done while nobody else forces. */
  private interface Goal {
    boolean isReached();

    /** By the one who leads. */
    void pursue() throws IOException;
  }

  private static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private final Goal goal;

    /** Set, under the lock of the line, by who takes it out of there to wake it. */
    private volatile boolean left;

    /** The next one to wake; only who wakes touches it. */
    private Waiter next;

    Waiter(Goal goal) {
      this.goal = goal;
    }
  }

  private static final long MOST_PATIENCE_NANOS = 1_000_000;
  private static final long CLOSING_LOOK_NANOS = 1_000_000;

  private final FailureLatch failure;
  private final UnforcedTail tail;
  private final int mostSealed;
  private final AtomicBoolean leading = new AtomicBoolean();
  private final ForcedActions actions = new ForcedActions();

  /** The line of those who wait. Guarded by itself. */
  private final List<Waiter> waiters = new ArrayList<>();

  /** How many waited at the last force, who led it included. */
  private volatile int company;

  /** How long the last force took. Only leaders touch it. */
  private long forceNanos;

  /** The highest transaction that somebody waits for, or waited; a hint, written without a lock. */
  private volatile long awaited;

  private final Thread thread;
  private volatile boolean forcesExpected;
  private volatile boolean idle;
  private volatile boolean closing;

  /** Nobody leads any more. */
  private volatile boolean closed;

  /**
   * @param mostSealed how many sealed segments may be left unforced while no forces are expected
   */
  GroupCommit(FailureLatch failure, UnforcedTail tail, int mostSealed) {
    this.failure = failure;
    this.tail = tail;
    this.mostSealed = mostSealed;
    this.thread = new Thread(this::serve, "pinfold-force");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** The highest transaction that is known to survive a loss of power. Does not block. */
  public long forced() {
    return tail.forced();
  }

  /** Null when a transaction is forced; else what those get who waited for that in vain. */
  public StoreFailedException problemOf(long transaction) {
    return tail.forced() >= transaction ? null : failure.exception(Outcome.UNKNOWN);
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
    if (tail.forced() < transaction) {
      if (transaction > tail.appended()) {
        throw new IllegalArgumentException(
            "transaction " + transaction + " was not appended; the last is " + tail.appended());
      }
      note(transaction);
      lead(new Forced(transaction));
      if (tail.forced() < transaction) {
        throw failure.exception(Outcome.UNKNOWN);
      }
    }
  }

  private void note(long transaction) {
    if (awaited < transaction) {
      awaited = transaction;
    }
  }

  /** Whether somebody is likely to wait for a force. */
  boolean isAwaited() {
    return awaited > tail.forced();
  }

  private final class Forced implements Goal {
    private final long transaction;

    Forced(long transaction) {
      this.transaction = transaction;
    }

    @Override
    public boolean isReached() {
      return tail.forced() >= transaction;
    }

    @Override
    public void pursue() throws IOException {
      awaitCompany();
      long start = System.nanoTime();
      tail.forceAll();
      forceNanos = System.nanoTime() - start;
    }
  }

  /**
   * Those who waited at the last force have just been woken, and as a rule append again at once.
   * Without them this force would serve those that came during the last one, and the next one the
   * others. So they are waited for, but not for long. Of {@code force-16} there are figures of
   * longer waits (docs/design/0008); this one beside none was not measured by itself.
   */
  @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it: the time is bounded
  private void awaitCompany() {
    int expected = company;
    if (expected > 1) {
      long patience = Math.min(forceNanos / 2, MOST_PATIENCE_NANOS);
      long start = System.nanoTime();
      while (tail.appended() - tail.forced() < expected && System.nanoTime() - start < patience) {
        Thread.yield();
      }
    }
  }

  /**
   * Returns when what a snapshot rests on survives a loss of power: some segments, and that of its
   * position up to there. What else is before that position may be lost with the power. Blocks as
   * {@link #await} does.
   *
   * @param segments those that the state reads from
   * @param position behind the last transaction of the snapshot
   * @throws StoreFailedException with outcome {@link Outcome#UNKNOWN} when forcing failed
   */
  public void awaitBase(Set<Integer> segments, JournalPosition position) {
    once(() -> tail.forceFor(segments, position));
  }

  /**
   * Tells that a snapshot of that position is durable: what is before it counts as forced, and is
   * not forced any more, since nothing will be read of it but what the snapshot rests on. Blocks
   * while others force.
   *
   * @throws StoreFailedException with outcome {@link Outcome#UNKNOWN} when forcing failed before
   */
  public void replaced(JournalPosition position) {
    once(() -> tail.replaced(position));
  }

  private interface Step {
    void run() throws IOException;
  }

  private void once(Step step) {
    Once goal = new Once(step);
    lead(goal);
    if (!goal.isReached()) {
      throw failure.cause() == null
          ? new StoreClosedException("the journal was closed", null)
          : failure.exception(Outcome.UNKNOWN);
    }
  }

  private static final class Once implements Goal {
    private final Step step;
    private volatile boolean done;

    Once(Step step) {
      this.step = step;
    }

    @Override
    public boolean isReached() {
      return done;
    }

    @Override
    public void pursue() throws IOException {
      step.run();
      done = true;
    }
  }

  /** That few enough sealed segments are left. */
  private final class Background implements Goal {
    @Override
    public boolean isReached() {
      return tail.sealed() <= (forcesExpected ? 0 : mostSealed);
    }

    @Override
    public void pursue() throws IOException {
      if (forcesExpected) {
        tail.forceAll();
      } else {
        tail.forceOldest();
      }
    }
  }

  private final Goal background = new Background();

  /**
   * Runs an action when a transaction, appended before, survives a loss of power, or when it is
   * certain that nobody will ever know ({@link #failure} is not null then). Actions run on one
   * thread, in the order of their transactions, and must be short. Does not block.
   *
   * @throws StoreClosedException after the journal was closed
   */
  public void whenForced(long transaction, Runnable action) {
    actions.add(transaction, action);
    note(transaction);
    wakeThread();
  }

  /** Has sealed segments forced in the background from now on. */
  void expectForces() {
    forcesExpected = true;
    wakeThread();
  }

  /** Whether somebody asked for forces since the journal was opened. */
  public boolean areForcesExpected() {
    return forcesExpected;
  }

  long appended() {
    return tail.appended();
  }

  /** By the appending thread, after {@link ActiveSegment#append}. */
  void appended(long transaction) {
    tail.appended(transaction);
  }

  /** By the appending thread, after the old segment got its end mark and the new one its header. */
  void rolled(ActiveSegment next) {
    tail.rolled(next);
    if (!background.isReached()) {
      wakeThread();
    }
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
    try {
      if (failure.cause() == null) {
        lead(new Forced(tail.appended()));
      }
    } catch (RuntimeException | Error e) { // memory was too short to force it
      trip(e);
    }
    actions.close();
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
    closed = true;
    while (!leading.compareAndSet(false, true)) { // who leads may be at the device, failed or not
      LockSupport.parkNanos(this, CLOSING_LOOK_NANOS);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    tail.release();
  }

  /** Returns when the goal is reached or the journal has failed, leading if need be. */
  private void lead(Goal goal) {
    Waiter waiter = null;
    boolean interrupted = false;
    while (!isServed(goal) && !closed) {
      if (tryLead(goal)) {
        continue;
      }
      if (waiter == null || waiter.left) {
        waiter = new Waiter(goal);
        synchronized (waiters) {
          waiters.add(waiter);
        }
        continue; // the leader may have gone before it could see us
      }
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (waiter != null && !waiter.left) {
      synchronized (waiters) {
        waiters.remove(waiter);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isServed(Goal goal) {
    return goal.isReached() || failure.cause() != null;
  }

  /** Pursues the goal, unless somebody else is at it. */
  private boolean tryLead(Goal goal) {
    if (!leading.compareAndSet(false, true)) {
      return false;
    }
    try {
      if (failure.cause() == null) {
        goal.pursue();
      }
    } catch (IOException | RuntimeException | Error e) {
      failure.trip(e);
    } finally {
      leading.set(false);
      wakeWaiters();
    }
    return true;
  }

  /** Wakes all who are served, and then one who is not, to lead. Takes no memory. */
  private void wakeWaiters() {
    Waiter served = null;
    Waiter leader = null;
    synchronized (waiters) {
      Thread leaves = Thread.currentThread();
      int waiting = 0;
      int kept = 0;
      for (int i = 0; i < waiters.size(); i++) {
        Waiter waiter = waiters.get(i);
        waiting += waiter.thread == thread || waiter.thread == leaves ? 0 : 1;
        if (isServed(waiter.goal)) {
          waiter.left = true;
          waiter.next = served;
          served = waiter;
        } else {
          leader = leader == null ? waiter : leader;
          waiters.set(kept++, waiter);
        }
      }
      for (int i = waiters.size() - 1; i >= kept; i--) {
        waiters.remove(i);
      }
      company = 1 + waiting;
    }
    for (Waiter waiter = served; waiter != null; waiter = waiter.next) {
      LockSupport.unpark(waiter.thread);
    }
    if (leader != null) {
      LockSupport.unpark(leader.thread);
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
    actions.collect();
    actions.run(this::isServed);
    if (!actions.isEmpty()) {
      lead(new Forced(actions.firstTransaction()));
    } else if (!isServed(background)) {
      lead(background);
    } else if (!last) {
      idle();
    }
    return last && actions.isEmpty() && isServed(background);
  }

  private boolean isServed(long transaction) {
    return tail.forced() >= transaction || failure.cause() != null;
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
    if (!actions.hasIncoming() && !closing && isServed(background)) {
      LockSupport.park(this);
    }
    idle = false;
  }
}
