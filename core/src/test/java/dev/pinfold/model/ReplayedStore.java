package dev.pinfold.model;

import dev.pinfold.Durability;
import dev.pinfold.Pinfold;
import dev.pinfold.engine.Engine;
import dev.pinfold.engine.TransactionLog;
import dev.pinfold.state.EngineState;
import dev.pinfold.state.HeapContent;
import dev.pinfold.state.Places;
import dev.pinfold.state.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** A store whose journal is a list of transactions, and whose restart applies them all again. */
final class ReplayedStore implements StoreUnderTest {
  private final SettableClock clock;
  private final List<Transaction> journal = new ArrayList<>();
  private Engine engine;

  ReplayedStore(SettableClock clock) {
    this.clock = clock;
    this.engine = open();
  }

  private Engine open() {
    EngineState state = new EngineState((queueId, first) -> new HeapContent());
    journal.forEach(transaction -> state.apply(transaction, Places.NOWHERE));
    return new Engine(new ReentrantLock(), state, new ListLog(), clock);
  }

  private void restart() {
    engine.close();
    engine = open();
  }

  @Override
  public Pinfold pinfold() {
    return engine;
  }

  @Override
  public List<Durability> durabilities() {
    return List.of(Durability.values());
  }

  @Override
  public List<Disruption> disruptions() {
    return List.of(new Disruption("restart", Durability.PROCESS_CRASH, this::restart));
  }

  @Override
  public void close() {
    engine.close();
  }

  private final class ListLog implements TransactionLog {
    @Override
    public boolean isPresent() {
      return true;
    }

    @Override
    public Places append(Transaction transaction) {
      journal.add(transaction.copy());
      return Places.NOWHERE;
    }

    @Override
    public void awaitForced(long transaction) {}

    @Override
    public void whenForced(long transaction, Consumer<Throwable> done) {
      done.accept(null);
    }

    @Override
    public void close() {}
  }
}
