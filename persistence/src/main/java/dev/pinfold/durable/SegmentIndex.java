package dev.pinfold.durable;

import dev.pinfold.archive.files.NumberedName;
import dev.pinfold.archive.files.Shielded;
import dev.pinfold.archive.journal.Place;
import dev.pinfold.archive.journal.SegmentInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;

/**
 * Which messages of which queues lie where in one segment, and where nothing whole lies. A file,
 * laid out as {@link IndexFormat} says, mapped. Immutable.
 */
final class SegmentIndex {
  private static final NumberedName NAME = new NumberedName("", 8, ".index");
  private static final int ENTRY_BYTES = IndexFormat.ENTRY_BYTES;

  private final int segment;
  private final int segmentEnd;
  private final int damagedFrom; // the first byte that is damaged, -1 when none is
  private final int[] queueIds; // ascending
  private final int[] firstEntries; // of each queue, and one more: the end
  private final ByteBuffer entries;

  private SegmentIndex(ByteBuffer file) {
    segment = IndexFormat.segment(file);
    segmentEnd = IndexFormat.segmentEnd(file);
    damagedFrom = IndexFormat.ranges(file) == 0 ? -1 : file.getInt(IndexFormat.HEADER_BYTES);
    queueIds = new int[IndexFormat.queues(file)];
    firstEntries = new int[queueIds.length + 1];
    int at = IndexFormat.HEADER_BYTES + IndexFormat.ranges(file) * IndexFormat.RANGE_BYTES;
    for (int i = 0; i < queueIds.length; i++) {
      queueIds[i] = file.getInt(at);
      firstEntries[i + 1] = firstEntries[i] + file.getInt(at + 4);
      at += IndexFormat.QUEUE_BYTES;
    }
    entries = file.slice(at, file.capacity() - at).order(ByteOrder.LITTLE_ENDIAN);
  }

  static String fileName(int segment) {
    return NAME.format(segment);
  }

  /** The segment of an index file, or -1 for a name that is none. */
  static int segmentOf(Path file) {
    long segment = NAME.parse(file.getFileName().toString()).orElse(-1);
    return segment > Integer.MAX_VALUE ? -1 : (int) segment;
  }

  int segment() {
    return segment;
  }

  int segmentEnd() {
    return segmentEnd;
  }

  /** The first byte of the segment that is damaged, or -1: all that was written was found. */
  int damagedFrom() {
    return damagedFrom;
  }

  /** Whether it takes heap, rather than being a mapped file. */
  boolean isOnHeap() {
    return !entries.isDirect();
  }

  /** The index that these bytes, which must be sound, are. */
  static SegmentIndex of(ByteBuffer file) {
    return new SegmentIndex(file);
  }

  /** Opens an index file, or answers null when it is missing, damaged or of other content. */
  static SegmentIndex open(Path file, UUID store, SegmentInfo info) throws IOException {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    ByteBuffer bytes = map(file);
    return IndexFormat.isOf(bytes, bytes.capacity(), store, info) && IndexFormat.isIntact(bytes)
        ? new SegmentIndex(bytes)
        : null;
  }

  private static ByteBuffer map(Path file) throws IOException {
    return Shielded.run(
        () -> {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel
                .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                .order(ByteOrder.LITTLE_ENDIAN);
          }
        });
  }

  /** Whether there is a file that says of itself that it is this segment's index. */
  static boolean isThere(Path file, UUID store, SegmentInfo info) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    return Shielded.run(
        () -> {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer header =
                ByteBuffer.allocate(IndexFormat.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            int unused = channel.read(header, 0);
            return IndexFormat.isOf(header.flip(), channel.size(), store, info);
          }
        });
  }

  /** Fills in the places and sizes of a queue's messages from this number on; later ones win. */
  void locate(int queueId, long firstNumber, long[] places, int[] sizes) {
    int queue = Arrays.binarySearch(queueIds, queueId);
    if (queue < 0) {
      return;
    }
    int end = firstEntries[queue + 1];
    for (int i = lowerBound(firstEntries[queue], end, firstNumber); i < end; i++) {
      long slot = number(i) - firstNumber;
      if (slot >= places.length) {
        return;
      }
      long place = place(i);
      if (slot >= 0 && place > places[(int) slot]) { // below 0 when numbers are in no order
        places[(int) slot] = place;
        sizes[(int) slot] = entries.getInt(i * ENTRY_BYTES + 12);
      }
    }
  }

  /** Calls back with every message of the segment, by queue and number. */
  void forEach(EntryVisitor visitor) {
    for (int queue = 0; queue < queueIds.length; queue++) {
      for (int i = firstEntries[queue]; i < firstEntries[queue + 1]; i++) {
        visitor.message(queueIds[queue], number(i), place(i));
      }
    }
  }

  /** Is shown the messages of a segment. */
  @FunctionalInterface
  interface EntryVisitor {
    void message(int queueId, long number, long place);
  }

  private int lowerBound(int from, int to, long number) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (number(middle) < number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private long number(int entry) {
    return entries.getLong(entry * ENTRY_BYTES);
  }

  /** A place that can be, though an index may mislead: what lies there is looked at. */
  private long place(int entry) {
    return Place.of(segment, entries.getInt(entry * ENTRY_BYTES + 8) & Integer.MAX_VALUE);
  }
}
