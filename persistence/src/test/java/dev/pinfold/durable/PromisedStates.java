package dev.pinfold.durable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The states of a store from transaction to transaction, and which of them survives a loss of power
 * by promise. Each step of a script leads to the next state. Thread-safe, for one that steps.
 */
final class PromisedStates {
  private final List<String> states = new ArrayList<>(); // guarded by itself
  private final AtomicInteger promised = new AtomicInteger();
  private volatile int begun;

  /** Begins with a state that survives. */
  PromisedStates(String first) {
    states.add(first);
  }

  /** The same, as known now: promises made to the other one later do not count here. */
  PromisedStates copy() {
    synchronized (states) {
      PromisedStates copy = new PromisedStates(states.get(0));
      copy.states.addAll(states.subList(1, states.size()));
      copy.promised.set(promised.get());
      copy.begun = begun;
      return copy;
    }
  }

  /** A step begins; the number of the state that it leads to. */
  int begin() {
    synchronized (states) {
      begun = states.size();
      return begun;
    }
  }

  /** The step came to its end; whether it changed anything. */
  boolean end(String state) {
    synchronized (states) {
      states.add(state);
      return !state.equals(states.get(states.size() - 2));
    }
  }

  String last() {
    synchronized (states) {
      return states.get(states.size() - 1);
    }
  }

  /** This state, or a later one, is found from now on. */
  void promise(int state) {
    promised.accumulateAndGet(state, Math::max);
  }

  void promiseLast() {
    synchronized (states) {
      promise(states.size() - 1);
    }
  }

  /** The first state that a loss of power may leave now. */
  int first() {
    return promised.get();
  }

  /** The last state that it may leave now. */
  int begun() {
    return begun;
  }

  /** Requires one of these states, of which the last may be still to come. */
  void require(String found, int first, int last) {
    synchronized (states) {
      int state = states.lastIndexOf(found);
      boolean allowed = states.subList(first, Math.min(last + 1, states.size())).contains(found);
      if (!allowed) {
        throw new AssertionError(
            String.format(
                "allowed: states %d to %d, found: %s%n%s%nthe first allowed:%n%s",
                first,
                last,
                state < 0 ? "none of them" : "state " + state,
                found,
                states.get(Math.min(first, states.size() - 1))));
      }
    }
  }
}
