package dev.pinfold.benchmarks.engines;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.GetOp;
import org.lmdbjava.PutFlags;
import org.lmdbjava.Txn;

/**
 * LMDB as a queue: one database, keys of queue and number, a write transaction for each add or
 * take. LMDB has one writer at a time and no group commit.
 *
 * <p>As its manuals advise: the binding's checks of arguments are off; a key beyond all others is
 * appended, which spares the way down the tree and leaves full pages behind; what is taken is found
 * and deleted by one cursor. A database for each queue would let all of them append, but each
 * transaction copies the table of databases, which has 1,000 of them then.
 */
public final class LmdbEngine implements Engine {
  static {
    System.setProperty(Env.DISABLE_CHECKS_PROP, "true"); // read when Env is first used, below
  }

  private static final long MAP_BYTES = 64L << 30; // address space; the file grows as needed
  private static final PutFlags[] PLAIN = {};
  private static final PutFlags[] APPEND = {PutFlags.MDB_APPEND};

  private final EngineSetup setup;
  private final Env<ByteBuffer> env;
  private final Dbi<ByteBuffer> db;
  private final Map<String, EngineQueue> queues = new HashMap<>();

  /** The greatest key there ever was, in two parts; guarded by this. */
  private int greatestQueue = -1;

  private long greatestNumber;

  public LmdbEngine(EngineSetup setup) {
    this.setup = setup;
    EnvFlags[] flags =
        setup.forced()
            ? new EnvFlags[] {}
            : new EnvFlags[] {EnvFlags.MDB_NOSYNC, EnvFlags.MDB_WRITEMAP};
    env = Env.create().setMapSize(MAP_BYTES).setMaxDbs(1).open(setup.directory().toFile(), flags);
    db = env.openDbi("queues", DbiFlags.MDB_CREATE);
    try (Txn<ByteBuffer> reading = env.txnRead();
        Cursor<ByteBuffer> at = db.openCursor(reading)) {
      if (at.last()) {
        greatestQueue = at.key().getInt(0);
        greatestNumber = at.key().getLong(4);
      }
    }
  }

  @Override
  public String describe() {
    return setup.forced()
        ? "POWER_LOSS: default flags, each commit writes its pages and calls fdatasync; no sharing"
        : "PROCESS_CRASH: MDB_NOSYNC and MDB_WRITEMAP, pages are in the page cache on return";
  }

  /** Queues are numbered in the order of their opening, which every process repeats. */
  @Override
  public synchronized EngineQueue queue(String name) {
    return queues.computeIfAbsent(name, n -> new LmdbQueue(queues.size()));
  }

  @Override
  public void close() {
    env.close();
  }

  /** Whether this key, about to be put by the one writer, is greater than all there ever were. */
  private synchronized boolean isGreatest(int queue, long number) {
    boolean greatest = queue > greatestQueue || (queue == greatestQueue && number > greatestNumber);
    if (greatest) {
      greatestQueue = queue;
      greatestNumber = number;
    }
    return greatest;
  }

  /** Its buffers and ends are guarded by its monitor; LMDB lets one writer in anyway. */
  private final class LmdbQueue implements EngineQueue {
    private final int id;
    private final ByteBuffer key = ByteBuffer.allocateDirect(12);
    private final byte[] taken = new byte[setup.payloadBytes()];
    private long oldest;
    private long next;

    LmdbQueue(int id) {
      this.id = id;
      try (Txn<ByteBuffer> reading = env.txnRead();
          Cursor<ByteBuffer> at = db.openCursor(reading)) {
        if (at.get(key(0), GetOp.MDB_SET_RANGE) && at.key().getInt(0) == id) {
          oldest = at.key().getLong(4);
        }
        boolean behind = at.get(key(Long.MAX_VALUE), GetOp.MDB_SET_RANGE);
        boolean found = behind ? at.prev() : at.last();
        next = found && at.key().getInt(0) == id ? at.key().getLong(4) + 1 : oldest;
      }
    }

    private ByteBuffer key(long number) {
      return key.clear().putInt(id).putLong(number).flip();
    }

    @Override
    public synchronized void add(byte[] payload) {
      try (Txn<ByteBuffer> writing = env.txnWrite()) {
        put(writing, payload, next);
        writing.commit();
      }
      next++;
    }

    @Override
    public synchronized void addAll(byte[][] payloads) {
      try (Txn<ByteBuffer> writing = env.txnWrite()) {
        long number = next;
        for (byte[] payload : payloads) {
          put(writing, payload, number++);
        }
        writing.commit();
      }
      next += payloads.length;
    }

    private void put(Txn<ByteBuffer> writing, byte[] payload, long number) {
      PutFlags[] how = isGreatest(id, number) ? APPEND : PLAIN;
      db.reserve(writing, key(number), payload.length, how).put(payload);
    }

    @Override
    public synchronized byte[] take() {
      try (Txn<ByteBuffer> writing = env.txnWrite()) {
        try (Cursor<ByteBuffer> at = db.openCursor(writing)) {
          if (!remove(at, oldest, taken)) {
            return null;
          }
        }
        writing.commit();
      }
      oldest++;
      return taken;
    }

    @Override
    public synchronized int takeAll(byte[][] into) {
      int count = 0;
      try (Txn<ByteBuffer> writing = env.txnWrite()) {
        try (Cursor<ByteBuffer> at = db.openCursor(writing)) {
          while (count < into.length) {
            if (into[count] == null) {
              into[count] = new byte[taken.length];
            }
            if (!remove(at, oldest + count, into[count])) {
              break;
            }
            count++;
          }
        }
        writing.commit();
      }
      oldest += count;
      return count;
    }

    private boolean remove(Cursor<ByteBuffer> at, long number, byte[] target) {
      if (!at.get(key(number), GetOp.MDB_SET)) {
        return false;
      }
      at.val().get(target);
      at.delete();
      return true;
    }

    @Override
    public synchronized byte[] peek() {
      try (Txn<ByteBuffer> reading = env.txnRead()) {
        ByteBuffer found = db.get(reading, key(oldest));
        if (found == null) {
          return null;
        }
        found.get(taken);
        return taken;
      }
    }
  }
}
