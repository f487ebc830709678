package dev.pinfold.durable;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.files.OwnerOnly;
import dev.pinfold.archive.files.Shielded;
import dev.pinfold.archive.journal.Place;
import dev.pinfold.archive.journal.SegmentInfo;
import dev.pinfold.archive.journal.SegmentScanner;
import dev.pinfold.state.StoredMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Which messages of which queues lie where in one segment. A file of its own, derived from the
 * segment, never forced; little-endian:
 *
 * <pre>
 * offset size
 *      0    8  "PINFOLDX"
 *      8    4  version, 1
 *     12    4  segment
 *     16    4  end of the segment's content that this covers
 *     20    4  number of queues, q
 *     24   16  store identity
 *     40    4  number of messages, n
 *     44    4  CRC-32C of bytes 0 to 43 and of everything from 48 on
 *     48  8·q  for each queue, ascending: identity (4), messages (4)
 *        16·n  for each message, by queue, then number, then place: number (8), offset (4), size (4)
 * </pre>
 */
final class SegmentIndex {
  private static final long MAGIC = 0x58444c4f464e4950L; // "PINFOLDX"
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 48;
  private static final int CRC_AT = 44;
  private static final int QUEUE_BYTES = 8;
  private static final int ENTRY_BYTES = 16;
  private static final String SUFFIX = ".index";

  private final int segment;
  private final int segmentEnd;
  private final int[] queueIds; // ascending
  private final int[] firstEntries; // of each queue, and one more: the end
  private final ByteBuffer entries;

  private SegmentIndex(
      int segment, int segmentEnd, int[] queueIds, int[] firstEntries, ByteBuffer entries) {
    this.segment = segment;
    this.segmentEnd = segmentEnd;
    this.queueIds = queueIds;
    this.firstEntries = firstEntries;
    this.entries = entries;
  }

  static String fileName(int segment) {
    return String.format("%08d%s", segment, SUFFIX);
  }

  /** The segment of an index file, or -1 for a name that is none. */
  static int segmentOf(Path file) {
    String name = file.getFileName().toString();
    return name.matches("\\d{8,9}\\" + SUFFIX)
        ? Integer.parseInt(name.substring(0, name.length() - SUFFIX.length()))
        : -1;
  }

  int segment() {
    return segment;
  }

  int segmentEnd() {
    return segmentEnd;
  }

  /** Opens an index file, or answers null when it is missing, damaged or of other content. */
  static SegmentIndex open(Path file, UUID store, SegmentInfo info) throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    ByteBuffer bytes = map(file);
    return isSound(bytes, store, info) ? parse(bytes) : null;
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

  private static boolean isSound(ByteBuffer bytes, UUID store, SegmentInfo info) {
    return bytes.capacity() >= HEADER_BYTES
        && bytes.getLong(0) == MAGIC
        && bytes.getInt(8) == VERSION
        && bytes.getInt(12) == info.segment()
        && bytes.getInt(16) == info.endOffset()
        && bytes.getLong(24) == store.getMostSignificantBits()
        && bytes.getLong(32) == store.getLeastSignificantBits()
        && bytes.getInt(20) >= 0
        && bytes.getInt(40) >= 0
        && bytes.capacity()
            == HEADER_BYTES
                + (long) bytes.getInt(20) * QUEUE_BYTES
                + (long) bytes.getInt(40) * ENTRY_BYTES
        && bytes.getInt(CRC_AT) == checksum(bytes);
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(0, CRC_AT));
    crc.update(bytes.slice(HEADER_BYTES, bytes.capacity() - HEADER_BYTES));
    return (int) crc.getValue();
  }

  /** The index that these bytes, which must be sound, are. */
  static SegmentIndex parse(ByteBuffer bytes) {
    int queues = bytes.getInt(20);
    int[] queueIds = new int[queues];
    int[] firstEntries = new int[queues + 1];
    for (int i = 0; i < queues; i++) {
      queueIds[i] = bytes.getInt(HEADER_BYTES + i * QUEUE_BYTES);
      firstEntries[i + 1] = firstEntries[i] + bytes.getInt(HEADER_BYTES + i * QUEUE_BYTES + 4);
    }
    int start = HEADER_BYTES + queues * QUEUE_BYTES;
    ByteBuffer entries =
        bytes.slice(start, bytes.capacity() - start).order(ByteOrder.LITTLE_ENDIAN);
    return new SegmentIndex(bytes.getInt(12), bytes.getInt(16), queueIds, firstEntries, entries);
  }

  /** Reads the segment and makes what its index file holds. */
  static ByteBuffer build(UUID store, SegmentInfo info) {
    TreeMap<Integer, IndexEntries> queues = new TreeMap<>();
    SegmentScanner.scan(
        info, (transaction, place, operation, last) -> collect(queues, info, place, operation));
    int messages = queues.values().stream().mapToInt(IndexEntries::size).sum();
    ByteBuffer bytes =
        ByteBuffer.allocate(
                Math.addExact(
                    HEADER_BYTES + queues.size() * QUEUE_BYTES,
                    Math.multiplyExact(messages, ENTRY_BYTES)))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(MAGIC).putInt(VERSION).putInt(info.segment()).putInt(info.endOffset());
    bytes.putInt(queues.size());
    bytes.putLong(store.getMostSignificantBits()).putLong(store.getLeastSignificantBits());
    bytes.putInt(messages).putInt(0);
    for (Map.Entry<Integer, IndexEntries> queue : queues.entrySet()) {
      bytes.putInt(queue.getKey()).putInt(queue.getValue().size());
    }
    queues.values().forEach(entries -> entries.writeTo(bytes));
    bytes.putInt(CRC_AT, checksum(bytes));
    return bytes.flip();
  }

  private static void collect(
      Map<Integer, IndexEntries> queues, SegmentInfo info, long place, ByteBuffer operation) {
    try {
      if (OperationFormat.isMessage(operation)) {
        int queueId = OperationFormat.queueId(operation);
        StoredMessage message =
            OperationFormat.readMessage(operation, OperationFormat.Part.NOTHING);
        queues
            .computeIfAbsent(queueId, id -> new IndexEntries())
            .add(message.number(), Place.offset(place), message.size());
      }
    } catch (OperationFormat.FormatException e) {
      throw new StoreCorruptException(
          info.file(),
          Place.offset(place),
          "an operation",
          e.getMessage(),
          "Keep a copy of the directory before anything else");
    }
  }

  /** Writes an index file and opens it. */
  static SegmentIndex write(Path file, ByteBuffer content) throws IOException {
    Shielded.run(
        () -> {
          ByteBuffer bytes = content.duplicate();
          Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
          Files.deleteIfExists(temporary);
          try (FileChannel channel =
              FileChannel.open(
                  temporary,
                  Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                  OwnerOnly.FILE)) {
            while (bytes.hasRemaining()) {
              channel.write(bytes);
            }
          }
          Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
          return null;
        });
    return parse(map(file));
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
      long place = Place.of(segment, entries.getInt(i * ENTRY_BYTES + 8));
      if (place > places[(int) slot]) {
        places[(int) slot] = place;
        sizes[(int) slot] = entries.getInt(i * ENTRY_BYTES + 12);
      }
    }
  }

  /** Calls back with every message of the segment, by queue and number. */
  void forEach(EntryVisitor visitor) {
    for (int queue = 0; queue < queueIds.length; queue++) {
      for (int i = firstEntries[queue]; i < firstEntries[queue + 1]; i++) {
        visitor.message(
            queueIds[queue], number(i), Place.of(segment, entries.getInt(i * ENTRY_BYTES + 8)));
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
}
