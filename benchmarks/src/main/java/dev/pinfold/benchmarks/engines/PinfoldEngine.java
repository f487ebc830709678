package dev.pinfold.benchmarks.engines;

import dev.pinfold.Durability;
import dev.pinfold.MessageQueue;
import dev.pinfold.Pinfold;
import dev.pinfold.QueuePolicy;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.StoreOptions;
import java.util.Arrays;

/** Pinfold with its defaults; segments grow only where a message or a batch would not fit one. */
public final class PinfoldEngine implements Engine {
  private final Durability durability;
  private final Pinfold pinfold;
  private final PinfoldStore store; // null in memory

  public PinfoldEngine(EngineSetup setup) {
    this(setup, StoreOptions.DEFAULTS.archive().compactBelow());
  }

  private PinfoldEngine(EngineSetup setup, double compactBelow) {
    durability = setup.durability();
    if (durability == Durability.MEMORY) {
      store = null;
      pinfold = Pinfold.inMemory();
    } else {
      store = PinfoldStore.open(setup.directory(), options(setup).withCompactBelow(compactBelow));
      pinfold = store;
    }
  }

  /** The same where segments are compacted below another share of live bytes; 0 for never. */
  public static PinfoldEngine compacting(EngineSetup setup, double compactBelow) {
    return new PinfoldEngine(setup, compactBelow);
  }

  private static StoreOptions options(EngineSetup setup) {
    StoreOptions defaults = StoreOptions.DEFAULTS;
    long batchBytes = setup.batch() * (setup.payloadBytes() + 64L);
    int segmentBytes = defaults.archive().journal().segmentBytes();
    while (segmentBytes / 5 < batchBytes) { // a document takes at most a quarter of a segment
      segmentBytes *= 2;
    }
    return defaults.withSegmentBytes(segmentBytes);
  }

  /** The store, for workloads that are of Pinfold alone. */
  public PinfoldStore store() {
    return store;
  }

  @Override
  public String describe() {
    return switch (durability) {
      case MEMORY -> "MEMORY: on the heap; payloads are copied in";
      case PROCESS_CRASH ->
          "PROCESS_CRASH: in the page cache on return, checksummed; every take is journaled";
      case POWER_LOSS ->
          "POWER_LOSS: forced by msync before the call returns; waiting callers share a force";
      default -> throw new IllegalStateException("no such durability here: " + durability);
    };
  }

  @Override
  public EngineQueue queue(String name) {
    return new PinfoldQueue(pinfold.queue(name, QueuePolicy.of(durability)));
  }

  @Override
  public void settle() {
    if (store != null) {
      MessageQueue<byte[]> other = store.queue("settling", QueuePolicy.of(durability));
      for (int i = 0; i < 3; i++) { // two are kept, and what follows the older one stays
        other.add(new byte[1]);
        other.takeOldest();
        store.snapshot();
      }
      store.compact();
    }
  }

  @Override
  public void close() {
    pinfold.close();
  }

  private record PinfoldQueue(MessageQueue<byte[]> queue) implements EngineQueue {
    @Override
    public void add(byte[] payload) {
      queue.add(payload);
    }

    @Override
    public void addAll(byte[][] payloads) {
      queue.addAll(Arrays.asList(payloads));
    }

    @Override
    public byte[] take() {
      var message = queue.takeOldest();
      return message.isPresent() ? message.get().payload() : null;
    }

    @Override
    public int takeAll(byte[][] into) {
      var messages = queue.takeOldest(into.length);
      for (int i = 0; i < messages.size(); i++) {
        into[i] = messages.get(i).payload();
      }
      return messages.size();
    }

    @Override
    public byte[] peek() {
      var message = queue.peekOldest();
      return message.isPresent() ? message.get().payload() : null;
    }

    @Override
    public AsyncAdds async(int onTheWay) {
      AsyncWindow window = new AsyncWindow(onTheWay);
      return window.adds(
          payload -> {
            var unused =
                queue.addAsync(payload).whenComplete((number, error) -> window.done(error));
          });
    }
  }
}
