package dev.pinfold.benchmarks.engines;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.io.SequentialFileFactory;
import org.apache.activemq.artemis.core.io.aio.AIOSequentialFileFactory;
import org.apache.activemq.artemis.core.io.mapped.MappedSequentialFileFactory;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.journal.IOCompletion;
import org.apache.activemq.artemis.core.journal.RecordInfo;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;

/**
 * Artemis by its journal, embedded, as its broker uses it: an add is a record, a take deletes it,
 * messages are on the heap meanwhile. The broker around it would add routing, sessions and paging,
 * several microseconds a message that say nothing of the storage; so this is Artemis at its best.
 * Forced files are written by libaio, as its manual advises on Linux, where that is installed.
 */
public final class ArtemisEngine implements Engine {
  private static final int FILE_BYTES = 10 << 20; // the broker's default
  private static final int BUFFER_BYTES = 490 << 10; // likewise
  private static final int ALONE_NANOS = 1_000;
  private static final int COMPANY_NANOS = 100_000; // about one force of a good device
  private static final byte RECORD_TYPE = 1;
  private static final int SETTLE_MILLIS = 60_000;

  private final EngineSetup setup;
  private final String noLibaio; // why it is not used; null when it is, or nothing is forced
  private final SequentialFileFactory files;
  private final JournalImpl journal;
  private final AtomicLong ids = new AtomicLong(1);
  private final Map<Integer, Deque<Entry>> messages = new ConcurrentHashMap<>();
  private final Map<String, EngineQueue> queues = new ConcurrentHashMap<>();

  /** A message on the heap: its record's identity and its payload behind four bytes of queue. */
  private static final class Entry {
    private final long id;
    private final byte[] record;

    Entry(long id, byte[] record) {
      this.id = id;
      this.record = record;
    }
  }

  public ArtemisEngine(EngineSetup setup) throws Exception {
    this.setup = setup;
    int recordBytes = setup.payloadBytes() + 64;
    int fileBytes = Math.max(FILE_BYTES, 4 * recordBytes);
    noLibaio = setup.forced() ? ArtemisNative.missing(setup.directory().toAbsolutePath()) : null;
    files = files(fileBytes, Math.max(BUFFER_BYTES, 2 * recordBytes));
    journal = new JournalImpl(fileBytes, 2, 10, 10, 30, files, "artemis", "amq", files.getMaxIO());
    journal.start();
    List<RecordInfo> records = new ArrayList<>();
    journal.load(records, new ArrayList<>(), null);
    for (RecordInfo record : records) {
      ids.accumulateAndGet(record.id + 1, Math::max);
      messages(ByteBuffer.wrap(record.data).getInt()).addLast(new Entry(record.id, record.data));
    }
  }

  private SequentialFileFactory files(int fileBytes, int bufferBytes) {
    File directory = setup.directory().toFile();
    boolean alone = setup.threads() == 1;
    SequentialFileFactory factory;
    if (!setup.forced()) {
      factory = new MappedSequentialFileFactory(directory, fileBytes, false, 0, 0, null);
      factory.setDatasync(false);
    } else if (noLibaio == null) {
      factory =
          new AIOSequentialFileFactory(
              directory, bufferBytes, alone ? ALONE_NANOS : COMPANY_NANOS, 500, false);
    } else {
      factory =
          new NIOSequentialFileFactory(
              directory, true, bufferBytes, alone ? ALONE_NANOS : COMPANY_NANOS, 1, false);
    }
    factory.start();
    return factory;
  }

  @Override
  public String describe() {
    String kind =
        noLibaio == null ? "libaio with O_DIRECT" : "NIO for want of libaio (" + noLibaio + ")";
    return setup.forced()
        ? "POWER_LOSS: "
            + kind
            + " and fdatasync, a timed buffer shares forces; messages on the heap"
        : "PROCESS_CRASH: mapped files without datasync, acknowledged when the journal's thread has"
            + " written; messages on the heap";
  }

  /** Queues are numbered in the order of their opening, which every process repeats. */
  @Override
  public synchronized EngineQueue queue(String name) {
    int id = queues.size();
    return queues.computeIfAbsent(name, n -> new ArtemisQueue(id, messages(id)));
  }

  private Deque<Entry> messages(int queue) {
    return messages.computeIfAbsent(queue, q -> new ConcurrentLinkedDeque<>());
  }

  @Override
  public void settle() throws Exception {
    journal.scheduleCompactAndBlock(SETTLE_MILLIS);
  }

  @Override
  public void close() throws IOException {
    try {
      journal.stop();
    } catch (Exception e) {
      throw new IOException("Artemis' journal did not stop", e);
    }
    files.stop();
  }

  private final class ArtemisQueue implements EngineQueue {
    private final int queue;
    private final Deque<Entry> entries;

    ArtemisQueue(int queue, Deque<Entry> entries) {
      this.queue = queue;
      this.entries = entries;
    }

    private Entry entry(byte[] payload) {
      byte[] record = new byte[4 + payload.length];
      ByteBuffer.wrap(record).putInt(queue).put(payload);
      return new Entry(ids.getAndIncrement(), record);
    }

    private byte[] payload(Entry entry) {
      byte[] payload = new byte[entry.record.length - 4];
      System.arraycopy(entry.record, 4, payload, 0, payload.length);
      return payload;
    }

    @Override
    public void add(byte[] payload) throws Exception {
      Entry entry = entry(payload);
      journal.appendAddRecord(entry.id, RECORD_TYPE, entry.record, true);
      entries.addLast(entry);
    }

    @Override
    public void addAll(byte[][] payloads) throws Exception {
      long transaction = ids.getAndIncrement();
      List<Entry> added = new ArrayList<>(payloads.length);
      for (byte[] payload : payloads) {
        Entry entry = entry(payload);
        added.add(entry);
        journal.appendAddRecordTransactional(transaction, entry.id, RECORD_TYPE, entry.record);
      }
      journal.appendCommitRecord(transaction, true);
      entries.addAll(added);
    }

    @Override
    public byte[] take() throws Exception {
      Entry entry = entries.pollFirst();
      if (entry == null) {
        return null;
      }
      journal.appendDeleteRecord(entry.id, true);
      return payload(entry);
    }

    @Override
    public int takeAll(byte[][] into) throws Exception {
      long transaction = ids.getAndIncrement();
      int count = 0;
      for (Entry entry; count < into.length && (entry = entries.pollFirst()) != null; count++) {
        journal.appendDeleteRecordTransactional(transaction, entry.id);
        into[count] = payload(entry);
      }
      if (count > 0) {
        journal.appendCommitRecord(transaction, true);
      }
      return count;
    }

    @Override
    public byte[] peek() {
      Entry entry = entries.peekFirst();
      return entry == null ? null : payload(entry);
    }

    @Override
    public AsyncAdds async(int onTheWay) {
      AsyncWindow window = new AsyncWindow(onTheWay);
      return window.adds(
          payload -> {
            Entry entry = entry(payload);
            journal.appendAddRecord(
                entry.id,
                RECORD_TYPE,
                new ArtemisRecord(entry.record),
                true,
                new Acknowledgement(window));
            entries.addLast(entry);
          });
    }
  }

  /** Tells a window of an add's end. */
  private record Acknowledgement(AsyncWindow window) implements IOCompletion, IOCallback {
    @Override
    public void storeLineUp() {
      // Artemis' own bookkeeping of replication; nothing to do
    }

    @Override
    public void done() {
      window.done(null);
    }

    @Override
    public void onError(int code, String message) {
      window.done(new IllegalStateException("Artemis' journal failed: " + code + " " + message));
    }
  }
}
