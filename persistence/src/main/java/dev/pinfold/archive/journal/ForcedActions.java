package dev.pinfold.archive.journal;

import dev.pinfold.StoreClosedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be done when transactions are forced, in the order of the transactions. Anybody may
 * {@link #add}; all else is done by one thread. Whatever fails on the way, no action is lost.
 */
final class ForcedActions {
  private static final Logger log = LoggerFactory.getLogger(ForcedActions.class);

  /** How often an action is tried that fails for want of memory. */
  private static final int MOST_TRIES = 3;

  private record Action(long transaction, Runnable run) {}

  private final Object lock = new Object();

  /** Guarded by lock. */
  private List<Action> incoming = new ArrayList<>();

  /** Guarded by lock: no more actions are taken. */
  private boolean closed;

  /** Collected, and not in {@link #pending} yet. Only the thread touches it. */
  private List<Action> fresh = new ArrayList<>();

  /** In the order of their transactions. Only the thread touches it. */
  private ArrayDeque<Action> pending = new ArrayDeque<>();

  /**
   * @throws StoreClosedException when no more actions are taken
   */
  void add(long transaction, Runnable action) {
    synchronized (lock) {
      if (closed) {
        throw new StoreClosedException("the journal was closed", null);
      }
      incoming.add(new Action(transaction, action));
    }
  }

  void close() {
    synchronized (lock) {
      closed = true;
    }
  }

  boolean hasIncoming() {
    synchronized (lock) {
      return !incoming.isEmpty();
    }
  }

  /** Whether nothing that was collected waits. */
  boolean isEmpty() {
    return pending.isEmpty();
  }

  /** The first transaction that something collected waits for. */
  long firstTransaction() {
    return pending.element().transaction();
  }

  /** Takes in what was added. Lets go of nothing before it is where it belongs. */
  void collect() {
    if (fresh.isEmpty()) {
      synchronized (lock) {
        if (incoming.isEmpty()) {
          return;
        }
        List<Action> empty = fresh;
        fresh = incoming;
        incoming = empty;
      }
    }
    if (areOrdered()) {
      pending.addAll(fresh);
    } else {
      List<Action> all = new ArrayList<>(pending);
      all.addAll(fresh);
      all.sort(Comparator.comparingLong(Action::transaction));
      pending = new ArrayDeque<>(all);
    }
    fresh.clear();
  }

  private boolean areOrdered() {
    Action previous = pending.peekLast();
    for (int i = 0; i < fresh.size(); i++) {
      Action action = fresh.get(i);
      if (previous != null && previous.transaction() > action.transaction()) {
        return false;
      }
      previous = action;
    }
    return true;
  }

  /** Runs the actions collected, up to the first whose transaction is not served. */
  void run(LongPredicate isServed) {
    while (!pending.isEmpty() && isServed.test(pending.element().transaction())) {
      run(pending.element().run());
      pending.remove();
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

  /** The log may be what fails, and those behind are to get their answers all the same. */
  private static void tell(Throwable failure) {
    try {
      log.error("an action that waited for a force failed", failure);
    } catch (Throwable e) {
      // Nobody is left to tell.
    }
  }
}
