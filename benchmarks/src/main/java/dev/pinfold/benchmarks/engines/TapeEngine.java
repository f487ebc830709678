package dev.pinfold.benchmarks.engines;

import com.squareup.tape2.QueueFile;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Square's Tape: a file per queue, a ring of elements. It opens its file in mode "rwd", so every
 * write goes to the device; an add is three of them. It has no batches of adds.
 */
public final class TapeEngine implements Engine {
  private final EngineSetup setup;
  private final Map<String, TapeQueue> queues = new HashMap<>();

  public TapeEngine(EngineSetup setup) {
    this.setup = setup;
  }

  @Override
  public String describe() {
    return "POWER_LOSS: every write is synchronous (mode rwd), three for an add; freed space is not"
        + " zeroed; a batch of adds is not one transaction";
  }

  @Override
  public synchronized EngineQueue queue(String name) throws IOException {
    TapeQueue queue = queues.get(name);
    if (queue == null) {
      queue =
          new TapeQueue(
              new QueueFile.Builder(setup.directory().resolve(name).toFile()).zero(false).build());
      queues.put(name, queue);
    }
    return queue;
  }

  @Override
  public void close() throws IOException {
    for (TapeQueue queue : queues.values()) {
      queue.file.close();
    }
  }

  private static final class TapeQueue implements EngineQueue {
    private final QueueFile file;

    TapeQueue(QueueFile file) {
      this.file = file;
    }

    @Override
    public synchronized void add(byte[] payload) throws IOException {
      file.add(payload);
    }

    @Override
    public synchronized void addAll(byte[][] payloads) throws IOException {
      for (byte[] payload : payloads) {
        file.add(payload);
      }
    }

    @Override
    public synchronized byte[] take() throws IOException {
      byte[] payload = file.peek();
      if (payload != null) {
        file.remove();
      }
      return payload;
    }

    @Override
    public synchronized int takeAll(byte[][] into) throws IOException {
      int count = 0;
      Iterator<byte[]> elements = file.iterator();
      while (count < into.length && elements.hasNext()) {
        into[count++] = elements.next();
      }
      if (count > 0) {
        file.remove(count);
      }
      return count;
    }

    @Override
    public synchronized byte[] peek() throws IOException {
      return file.peek();
    }
  }
}
