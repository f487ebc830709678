package dev.pinfold.archive.journal;

import dev.pinfold.archive.files.OwnerOnly;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueStore;

/**
 * Chronicle Queue, which lays down the documents; the only class that knows it.
 *
 * <p>Chronicle works in a directory of its own, {@code live}, in which there is nothing but its
 * metadata and symbolic links to the few segment files that it may touch: the active one and the
 * prepared ones. The files themselves lie beside it and never move. So it neither reads, nor
 * repairs, nor waits for anything old; a segment that was left is out of its sight once its link is
 * gone. The directory says nothing that recovery needs: it is emptied whenever a journal is opened,
 * and a crash at any instant leaves nothing in it that matters.
 *
 * <p>One thread at a time appends; {@link #prepare} and {@link #release} may be called by another.
 */
final class ChronicleJournal implements Closeable {
  static final String DIRECTORY = "live";

  private static final long TIMEOUT_MILLIS = 500;

  private final Path live;
  private final Cycle cycle = new Cycle();
  private final SingleChronicleQueue queue;
  private final ExcerptAppender appender;
  private final Map<Integer, SingleChronicleQueueStore> early = new ConcurrentHashMap<>();

  ChronicleJournal(Path directory, int segmentBytes) throws IOException {
    live = directory.resolve(DIRECTORY);
    empty(live);
    queue =
        SingleChronicleQueueBuilder.binary(live)
            .rollCycle(cycle)
            .epoch(Cycle.EPOCH_MILLIS)
            .blockSize(segmentBytes)
            .indexCount(Cycle.INDEX_COUNT)
            .indexSpacing(Cycle.INDEX_SPACING)
            .timeoutMS(TIMEOUT_MILLIS)
            .timeProvider(() -> 0)
            .build();
    restrictOwnFiles();
    appender = queue.createAppender();
    appender.singleThreadedCheckDisabled(true);
  }

  /** What Chronicle makes follows the process's mask; the segments were made by us. */
  private void restrictOwnFiles() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(live)) {
      for (Path file : files) {
        if (!Files.isSymbolicLink(file)) {
          OwnerOnly.restrict(file);
        }
      }
    }
  }

  private static void empty(Path directory) throws IOException {
    OwnerOnly.createDirectories(directory);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  /** Shows a segment file to Chronicle; it must be there already, in full size and zeroed. */
  void link(int segment) throws IOException {
    String name = SegmentName.format(segment);
    Files.createSymbolicLink(live.resolve(name), Path.of("..", name));
  }

  /** Links a segment, and opens it early, so that the roll need not. */
  void prepare(int segment) throws IOException {
    link(segment);
    early.put(segment, queue.storeForCycle(segment, 0, true, null));
  }

  /** Lets go of a segment that was left. */
  void release(int segment) throws IOException {
    SingleChronicleQueueStore store = early.remove(segment);
    if (store != null) {
      queue.closeStore(store);
    }
    Files.deleteIfExists(live.resolve(SegmentName.format(segment)));
  }

  /** The segment that the next append goes to; leaving one, Chronicle writes its end mark. */
  void switchTo(int segment) {
    cycle.segment = segment;
  }

  /**
   * Appends a document; when it returns, the document is complete in the page cache.
   *
   * @return where it ends in the file
   */
  int append(DocumentBuffer document) {
    Bytes<?> bytes = (Bytes<?>) document.attachment;
    if (bytes == null) {
      bytes = wrap(document.bytes());
      document.attachment = bytes;
    }
    return append(bytes, document.paddedSize());
  }

  /** As {@link #append(DocumentBuffer)}, of a direct buffer's first bytes. */
  int append(ByteBuffer direct, int size) {
    return append(wrap(direct), size);
  }

  private int append(Bytes<?> bytes, int size) {
    bytes.readPositionRemaining(0, size);
    appender.writeBytes(bytes);
    return (int) appender.wire().bytes().writePosition();
  }

  private static Bytes<?> wrap(ByteBuffer direct) {
    Bytes<?> bytes = BytesStore.wrap(direct).bytesForRead();
    bytes.singleThreadedCheckDisabled(true);
    return bytes;
  }

  @Override
  public void close() {
    early.values().forEach(queue::closeStore);
    early.clear();
    queue.close();
  }

  /**
   * Makes Chronicle's cycle number our segment number: the current one is what we say, whatever the
   * clock, and its name is the number ({@link SegmentName}).
   */
  private static final class Cycle implements RollCycle {
    private static final int DAY_MILLIS = 86_400_000;

    /** Day 0 of the modified Julian calendar, 1858-11-17. */
    private static final long EPOCH_MILLIS = -40_587L * DAY_MILLIS;

    /**
     * One index page for all documents: Chronicle lays it down ahead of the first document, and
     * never anything between documents.
     */
    private static final int INDEX_COUNT = 8;

    private static final int INDEX_SPACING = 1 << 24;

    private volatile int segment = 1;

    @Override
    public String format() {
      return "gggggggggg";
    }

    @Override
    public int lengthInMillis() {
      return DAY_MILLIS;
    }

    @Override
    public int defaultIndexCount() {
      return INDEX_COUNT;
    }

    @Override
    public int defaultIndexSpacing() {
      return INDEX_SPACING;
    }

    @Override
    public int current(TimeProvider time, long epoch) {
      return segment;
    }

    @Override
    public long toIndex(int cycleNumber, long sequence) {
      return ((long) cycleNumber << 32) | (sequence & 0xFFFF_FFFFL);
    }

    @Override
    public long toSequenceNumber(long index) {
      return index & 0xFFFF_FFFFL;
    }

    @Override
    public int toCycle(long index) {
      return (int) (index >>> 32);
    }

    @Override
    public long maxMessagesPerCycle() {
      return (long) INDEX_COUNT * INDEX_COUNT * INDEX_SPACING;
    }
  }
}
