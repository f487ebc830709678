package dev.pinfold.benchmarks.engines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Chronicle Queue by itself: the default builder, one queue of files per name, and its persisted
 * named tailer as the mark of what was consumed. It removes nothing and has no transactions. Its
 * own sync forces nothing without a native library and misses the old file at a roll, so the files
 * are forced here.
 */
public final class ChronicleEngine implements Engine {
  private final EngineSetup setup;
  private final Map<String, ChronicleFiles> files = new HashMap<>();
  private final Map<String, EngineQueue> queues = new HashMap<>();

  public ChronicleEngine(EngineSetup setup) {
    this.setup = setup;
  }

  @Override
  public String describe() {
    String common = "; takes move a persisted mark, nothing is removed; no checksums; a batch is ";
    return setup.forced()
        ? "POWER_LOSS: each add, or batch, is followed by fdatasync of the file; the mark of takes"
            + " is forced never"
            + common
            + "not one transaction"
        : "PROCESS_CRASH: in the page cache on return" + common + "not one transaction";
  }

  @Override
  public synchronized EngineQueue queue(String name) {
    return queues.computeIfAbsent(name, this::open);
  }

  private EngineQueue open(String name) {
    ChronicleFiles queue = new ChronicleFiles(setup, name);
    files.put(name, queue);
    return setup.threads() == 1 ? queue : new LockedQueue(queue);
  }

  @Override
  public boolean warm(long bytes) throws IOException {
    for (ChronicleFiles queue : files.values()) {
      queue.warm(bytes);
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    for (ChronicleFiles queue : files.values()) {
      queue.close();
    }
  }

  /** One queue's directory of files, for one thread at a time. */
  private static final class ChronicleFiles implements EngineQueue {
    private static final int FRAME_BYTES = 4;

    private final Path directory;
    private final boolean forced;
    private final ChronicleQueue queue;
    private final ExcerptTailer tailer;
    private final Bytes<ByteBuffer> out;
    private final Bytes<ByteBuffer> in;
    private final byte[] taken;
    private ExcerptAppender appender; // made with the first add: who reads needs none
    private FileChannel file; // the one that is written, opened with the first force

    ChronicleFiles(EngineSetup setup, String name) {
      directory = setup.directory().resolve(name);
      forced = setup.forced();
      queue = ChronicleQueue.singleBuilder(directory).build();
      tailer = queue.createTailer("consumer");
      tailer.singleThreadedCheckDisabled(true);
      out = Bytes.elasticByteBuffer(setup.payloadBytes());
      in = Bytes.elasticByteBuffer(setup.payloadBytes());
      out.singleThreadedCheckDisabled(true);
      in.singleThreadedCheckDisabled(true);
      taken = new byte[setup.payloadBytes()];
    }

    @Override
    public void add(byte[] payload) throws IOException {
      append(payload);
      force();
    }

    @Override
    public void addAll(byte[][] payloads) throws IOException {
      for (byte[] payload : payloads) {
        append(payload);
      }
      force();
    }

    private void append(byte[] payload) {
      out.clear();
      out.write(payload);
      appender().writeBytes(out);
    }

    private ExcerptAppender appender() {
      if (appender == null) {
        appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true);
      }
      return appender;
    }

    private void force() throws IOException {
      if (forced) {
        if (file == null) { // rolls are daily: there is one file
          file = FileChannel.open(newest(), StandardOpenOption.WRITE);
        }
        file.force(false);
      }
    }

    @Override
    public byte[] take() {
      return read(taken) ? taken : null;
    }

    @Override
    public int takeAll(byte[][] into) {
      int count = 0;
      while (count < into.length) {
        if (into[count] == null) {
          into[count] = new byte[taken.length];
        }
        if (!read(into[count])) {
          break;
        }
        count++;
      }
      return count;
    }

    private boolean read(byte[] target) {
      in.clear();
      if (!tailer.readBytes(in)) {
        return false;
      }
      in.read(target);
      return true;
    }

    @Override
    public byte[] peek() {
      try (DocumentContext document = tailer.readingDocument()) {
        if (!document.isPresent()) {
          return null;
        }
        document.wire().bytes().read(taken);
        document.rollbackOnClose(); // it is the next one still
        return taken;
      }
    }

    /** Writes zeros where the next documents go: to Chronicle a zero is a place not yet used. */
    void warm(long payloadBytes) throws IOException {
      long documents = payloadBytes / taken.length + 1;
      long from = appender().wire() == null ? 0 : appender().wire().bytes().writePosition();
      // Start beyond the end with room to spare, so that nothing that was written is touched.
      long position = ((from >> 12) + 2) << 12;
      long end = position + documents * (taken.length + FRAME_BYTES + 4L);
      ByteBuffer zeros = ByteBuffer.allocateDirect(16 << 10);
      try (FileChannel channel = FileChannel.open(newest(), StandardOpenOption.WRITE)) {
        while (position < end) {
          position += channel.write(zeros.clear(), position);
        }
      }
    }

    private Path newest() throws IOException {
      try (Stream<Path> files = Files.list(directory)) {
        List<Path> sorted = files.filter(f -> f.toString().endsWith(".cq4")).sorted().toList();
        return sorted.get(sorted.size() - 1);
      }
    }

    void close() throws IOException {
      if (file != null) {
        file.close();
      }
      tailer.close();
      if (appender != null) {
        appender.close();
      }
      queue.close();
      out.releaseLast();
      in.releaseLast();
    }
  }
}
