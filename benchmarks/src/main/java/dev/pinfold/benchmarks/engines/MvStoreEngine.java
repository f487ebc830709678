package dev.pinfold.benchmarks.engines;

import java.util.HashMap;
import java.util.Map;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * H2's MVStore as a queue: a map of number to payload per queue, a commit for each add or take, and
 * a sync after it where power loss is to be survived.
 */
public final class MvStoreEngine implements Engine {
  private final EngineSetup setup;
  private final MVStore store;
  private final Map<String, EngineQueue> queues = new HashMap<>();

  public MvStoreEngine(EngineSetup setup) {
    this.setup = setup;
    store =
        new MVStore.Builder()
            .fileName(setup.directory().resolve("queues.mv").toString())
            .autoCommitDisabled()
            .open();
    if (!setup.forced()) {
      store.setRetentionTime(0); // chunks may be used again at once: writes are not reordered
    }
  }

  @Override
  public String describe() {
    return setup.forced()
        ? "POWER_LOSS: each commit writes a chunk, then sync (fsync); no sharing"
        : "PROCESS_CRASH: each commit writes a chunk of 4 KiB or more to the page cache";
  }

  @Override
  public synchronized EngineQueue queue(String name) {
    return queues.computeIfAbsent(name, n -> new MvQueue(store.openMap(n)));
  }

  @Override
  public void close() {
    store.close();
  }

  /** Guarded by the store's monitor, so that a commit holds whole transactions only. */
  private final class MvQueue implements EngineQueue {
    private final MVMap<Long, byte[]> map;
    private long next;

    MvQueue(MVMap<Long, byte[]> map) {
      this.map = map;
      this.next = map.isEmpty() ? 0 : map.lastKey() + 1;
    }

    private void commit() {
      store.commit();
      if (setup.forced()) {
        store.sync();
      }
    }

    @Override
    public void add(byte[] payload) {
      synchronized (store) {
        map.append(next++, payload.clone());
        commit();
      }
    }

    @Override
    public void addAll(byte[][] payloads) {
      synchronized (store) {
        for (byte[] payload : payloads) {
          map.append(next++, payload.clone());
        }
        commit();
      }
    }

    @Override
    public byte[] take() {
      synchronized (store) {
        byte[] payload = removeFirst();
        if (payload != null) {
          commit();
        }
        return payload;
      }
    }

    @Override
    public int takeAll(byte[][] into) {
      synchronized (store) {
        int count = 0;
        while (count < into.length && (into[count] = removeFirst()) != null) {
          count++;
        }
        if (count > 0) {
          commit();
        }
        return count;
      }
    }

    private byte[] removeFirst() {
      Long first = map.firstKey();
      return first == null ? null : map.remove(first);
    }

    @Override
    public byte[] peek() {
      synchronized (store) {
        Long first = map.firstKey();
        return first == null ? null : map.get(first);
      }
    }
  }
}
