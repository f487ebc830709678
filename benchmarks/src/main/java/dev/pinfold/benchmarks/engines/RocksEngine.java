package dev.pinfold.benchmarks.engines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * RocksDB as a queue: keys of queue and number, both ends kept on the heap, so that a take is a get
 * and a delete and never steps over what was deleted.
 *
 * <p>As its manual advises: a key that is put once is deleted by {@code singleDelete}, whose mark
 * goes as soon as it meets the put; files of the write-ahead log are recycled, so that a force does
 * not have to force a new size besides. {@code deleteRange} is not for a batch: each read would
 * look through all ranges (docs/design/0008).
 */
public final class RocksEngine implements Engine {
  private static final int KEY_BYTES = 12;
  private static final long WRITE_BUFFER_BYTES = 128L << 20;
  private static final int RECYCLED_LOGS = 4;

  static {
    RocksDB.loadLibrary();
  }

  private final EngineSetup setup;
  private final Options options;
  private final WriteOptions writeOptions;
  private final RocksDB db;
  private final Map<String, EngineQueue> queues = new HashMap<>();

  public RocksEngine(EngineSetup setup) throws RocksDBException {
    this.setup = setup;
    options =
        new Options()
            .setCreateIfMissing(true)
            .setWriteBufferSize(WRITE_BUFFER_BYTES)
            .setRecycleLogFileNum(RECYCLED_LOGS);
    writeOptions = new WriteOptions().setSync(setup.forced());
    db = RocksDB.open(options, setup.directory().toString());
    if (setup.forced()) {
      fillLogs();
    }
  }

  /**
   * Has two files of the log written, forced and put by for recycling, so that what is measured
   * finds the log as it is once the first write buffers have gone.
   */
  private void fillLogs() throws RocksDBException {
    byte[] filler = new byte[64 << 10];
    byte[] key = key(Integer.MAX_VALUE, 0); // no queue has it
    long wanted = setup.payloads() * (setup.payloadBytes() + 64L);
    long logBytes = Math.min(wanted, WRITE_BUFFER_BYTES / 4 * 3); // else it is flushed too early
    try (WriteOptions filling = new WriteOptions()) {
      for (int log = 0; log < 2; log++) {
        for (long written = 0; written < logBytes; written += filler.length) {
          db.put(filling, key, filler);
        }
        db.delete(writeOptions, key);
        flush();
      }
    }
  }

  @Override
  public String describe() {
    return setup.forced()
        ? "POWER_LOSS: WriteOptions.sync, fdatasync of the write-ahead log, whose files are recycled;"
            + " threads share a force"
        : "PROCESS_CRASH: the write-ahead log is in the page cache on return";
  }

  /** Queues are numbered in the order of their opening, which every process repeats. */
  @Override
  public synchronized EngineQueue queue(String name) {
    return queues.computeIfAbsent(name, n -> new RocksQueue(queues.size()));
  }

  @Override
  public void settle() throws RocksDBException {
    flush();
    db.compactRange();
  }

  private void flush() throws RocksDBException {
    try (FlushOptions flushing = new FlushOptions()) {
      db.flush(flushing);
    }
  }

  /** Flushed first: else the next opening reads the log again. */
  @Override
  public void close() throws IOException {
    try {
      flush();
    } catch (RocksDBException e) {
      throw new IOException("RocksDB did not flush", e);
    } finally {
      db.close();
      writeOptions.close();
      options.close();
    }
  }

  private static byte[] key(int queue, long number) {
    byte[] key = new byte[KEY_BYTES];
    ByteBuffer.wrap(key).putInt(queue).putLong(number);
    return key;
  }

  private final class RocksQueue implements EngineQueue {
    private final int id;
    private final AtomicLong next;
    private long oldest;

    RocksQueue(int id) {
      this.id = id;
      try (ReadOptions reading = new ReadOptions();
          RocksIterator at = db.newIterator(reading)) {
        at.seek(key(id, 0));
        oldest = at.isValid() && mine(at) ? number(at) : 0;
        at.seekForPrev(key(id, Long.MAX_VALUE));
        next = new AtomicLong(at.isValid() && mine(at) ? number(at) + 1 : oldest);
      }
    }

    private boolean mine(RocksIterator at) {
      return ByteBuffer.wrap(at.key()).getInt() == id;
    }

    private long number(RocksIterator at) {
      return ByteBuffer.wrap(at.key()).getLong(4);
    }

    @Override
    public void add(byte[] payload) throws RocksDBException {
      db.put(writeOptions, key(id, next.getAndIncrement()), payload);
    }

    @Override
    public void addAll(byte[][] payloads) throws RocksDBException {
      long number = next.getAndAdd(payloads.length);
      try (WriteBatch batch = new WriteBatch()) {
        for (byte[] payload : payloads) {
          batch.put(key(id, number++), payload);
        }
        db.write(writeOptions, batch);
      }
    }

    @Override
    public synchronized byte[] take() throws RocksDBException {
      byte[] key = key(id, oldest);
      byte[] payload = db.get(key);
      if (payload != null) {
        db.singleDelete(writeOptions, key);
        oldest++;
      }
      return payload;
    }

    @Override
    public synchronized int takeAll(byte[][] into) throws RocksDBException {
      List<byte[]> keys = new ArrayList<>(into.length);
      for (int i = 0; i < into.length; i++) {
        keys.add(key(id, oldest + i));
      }
      List<byte[]> payloads = db.multiGetAsList(keys);
      int count = 0;
      try (WriteBatch batch = new WriteBatch()) {
        while (count < into.length && payloads.get(count) != null) {
          into[count] = payloads.get(count);
          batch.singleDelete(keys.get(count++));
        }
        if (count > 0) {
          db.write(writeOptions, batch);
        }
      }
      oldest += count;
      return count;
    }

    @Override
    public synchronized byte[] peek() throws RocksDBException {
      return db.get(key(id, oldest));
    }
  }
}
