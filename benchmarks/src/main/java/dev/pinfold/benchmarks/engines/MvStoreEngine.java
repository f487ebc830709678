package dev.pinfold.benchmarks.engines;

import java.util.HashMap;
import java.util.Map;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * H2's MVStore as a queue: one map, its keys the queue above the number, a commit for each add or
 * take, and a sync after it where power loss is to be survived. A map for each queue would have a
 * thousand roots written in turn. Both ends are kept on the heap.
 */
public final class MvStoreEngine implements Engine {
  private static final int NUMBER_BITS = 44;
  private static final int COMPACT_MILLIS = 2_000;

  private final EngineSetup setup;
  private final MVStore store;
  private final MVMap<Long, byte[]> map;
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
    map = store.openMap("queues");
  }

  @Override
  public String describe() {
    return setup.forced()
        ? "POWER_LOSS: each commit writes a chunk, then sync (fsync); no sharing"
        : "PROCESS_CRASH: each commit writes a chunk of 4 KiB or more to the page cache";
  }

  /** Queues are numbered in the order of their opening, which every process repeats. */
  @Override
  public synchronized EngineQueue queue(String name) {
    return queues.computeIfAbsent(name, n -> new MvQueue((long) queues.size() << NUMBER_BITS));
  }

  @Override
  public void settle() {
    store.compactFile(COMPACT_MILLIS);
  }

  @Override
  public void close() {
    store.close();
  }

  /** Guarded by the store's monitor, so that a commit holds whole transactions only. */
  private final class MvQueue implements EngineQueue {
    private long oldest; // both are keys
    private long next;

    MvQueue(long first) {
      long end = first + (1L << NUMBER_BITS);
      Long least = map.ceilingKey(first);
      Long greatest = map.lowerKey(end);
      next = greatest == null || greatest < first ? first : greatest + 1;
      oldest = least == null || least >= end ? next : least;
    }

    private void put(byte[] payload) {
      map.put(next++, payload.clone());
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
        put(payload);
        commit();
      }
    }

    @Override
    public void addAll(byte[][] payloads) {
      synchronized (store) {
        for (byte[] payload : payloads) {
          put(payload);
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
      byte[] payload = oldest == next ? null : map.remove(oldest);
      if (payload != null) {
        oldest++;
      }
      return payload;
    }

    @Override
    public byte[] peek() {
      synchronized (store) {
        return map.get(oldest);
      }
    }
  }
}
