package dev.pinfold.engine;

import dev.pinfold.state.EngineState;
import dev.pinfold.state.HeapContent;
import dev.pinfold.state.Places;
import dev.pinfold.state.Transaction;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** A journal in a list that fails as it is told, and forces when it is told. For one thread. */
final class TestLog implements TransactionLog {
  final List<Transaction> transactions = new ArrayList<>();
  private final List<Consumer<Throwable>> waiting = new ArrayList<>();
  private int appendsToSucceed = Integer.MAX_VALUE;
  private RuntimeException failure;
  private boolean failsOnce;
  long awaited;
  boolean holdsForces;
  Places places = Places.NOWHERE;
  Throwable failed; // what the engine told of the state
  Runnable room = () -> {}; // what makes room
  Error encoding; // what encoding fails with, or null

  /** An engine that writes to this log. */
  Engine open(InstantSource clock) {
    return open(clock, new EngineState((queueId, first) -> new HeapContent()));
  }

  /** An engine on a state of its own. */
  Engine open(InstantSource clock, EngineState state) {
    transactions.forEach(transaction -> state.apply(transaction, Places.NOWHERE));
    return new Engine(new ReentrantLock(), state, this, clock);
  }

  /** After so many more appends each one fails like this; null ends it. */
  void failAfter(int appends, RuntimeException with) {
    appendsToSucceed = appends;
    failure = with;
    failsOnce = false;
  }

  /** The failure that was told comes once. */
  void failOnce() {
    failsOnce = true;
  }

  /** Forces what waits for it. */
  void force() {
    List<Consumer<Throwable>> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(done -> done.accept(null));
  }

  @Override
  public boolean isPresent() {
    return true;
  }

  @Override
  public void encode(Transaction transaction) {
    if (encoding != null) {
      throw encoding;
    }
  }

  @Override
  public Places append(Transaction transaction) {
    if (failure != null && appendsToSucceed-- <= 0) {
      RuntimeException thrown = failure;
      failure = failsOnce ? null : failure;
      throw thrown;
    }
    transactions.add(transaction.copy());
    return places;
  }

  @Override
  public void fail(Throwable cause) {
    failed = cause;
  }

  @Override
  public void makeRoom() {
    room.run();
  }

  @Override
  public void awaitForced(long transaction) {
    awaited = transaction;
  }

  @Override
  public void whenForced(long transaction, Consumer<Throwable> done) {
    if (holdsForces) {
      waiting.add(done);
    } else {
      done.accept(null);
    }
  }

  @Override
  public void close() {}
}
