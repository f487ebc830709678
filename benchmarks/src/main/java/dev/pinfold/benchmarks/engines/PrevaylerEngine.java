package dev.pinfold.benchmarks.engines;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.prevayler.Prevayler;
import org.prevayler.PrevaylerFactory;
import org.prevayler.Query;

/**
 * Prevayler: queues of arrays on the heap, transactions in a journal. With a serializer of its own
 * for the two transactions there are, since Java's is several times slower, and without deep
 * copies.
 */
public final class PrevaylerEngine implements Engine {
  private final EngineSetup setup;
  private final Prevayler<PrevaylerQueues> prevayler;
  private final Map<String, EngineQueue> queues = new HashMap<>();

  public PrevaylerEngine(EngineSetup setup) throws Exception {
    this.setup = setup;
    PrevaylerFactory<PrevaylerQueues> factory = new PrevaylerFactory<>();
    factory.configurePrevalentSystem(new PrevaylerQueues());
    factory.configurePrevalenceDirectory(setup.directory().toString());
    factory.configureTransactionDeepCopy(false);
    factory.configureJournalDiskSync(setup.forced());
    factory.configureJournalSerializer("journal", new PrevaylerSerializer());
    prevayler = factory.create();
  }

  @Override
  public String describe() {
    return setup.forced()
        ? "POWER_LOSS: the journal is forced before a transaction is applied; threads share a force"
        : "PROCESS_CRASH: the journal is in the page cache on return; nothing is forced";
  }

  @Override
  public synchronized EngineQueue queue(String name) {
    return queues.computeIfAbsent(name, PrevaylerQueue::new);
  }

  @Override
  public void close() throws IOException {
    prevayler.close();
  }

  private final class PrevaylerQueue implements EngineQueue {
    private final String name;

    PrevaylerQueue(String name) {
      this.name = name;
    }

    @Override
    public void add(byte[] payload) {
      prevayler.execute(new PrevaylerQueues.Add(name, new byte[][] {payload.clone()}));
    }

    @Override
    public void addAll(byte[][] payloads) {
      byte[][] copies = new byte[payloads.length][];
      for (int i = 0; i < copies.length; i++) {
        copies[i] = payloads[i].clone();
      }
      prevayler.execute(new PrevaylerQueues.Add(name, copies));
    }

    @Override
    public byte[] take() {
      byte[][] taken = prevayler.execute(new PrevaylerQueues.Take(name, 1));
      return taken.length == 0 ? null : taken[0];
    }

    @Override
    public int takeAll(byte[][] into) {
      byte[][] taken = prevayler.execute(new PrevaylerQueues.Take(name, into.length));
      System.arraycopy(taken, 0, into, 0, taken.length);
      return taken.length;
    }

    @Override
    public byte[] peek() throws Exception {
      Query<PrevaylerQueues, byte[]> oldest = (system, time) -> system.peek(name);
      return prevayler.execute(oldest);
    }
  }
}
