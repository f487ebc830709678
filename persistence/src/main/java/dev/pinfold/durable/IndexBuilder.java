package dev.pinfold.durable;

import dev.pinfold.archive.files.FileWrites;
import dev.pinfold.archive.files.OwnerOnly;
import dev.pinfold.archive.files.Shielded;
import dev.pinfold.archive.journal.Place;
import dev.pinfold.archive.journal.SegmentInfo;
import dev.pinfold.archive.journal.SegmentSurvey;
import dev.pinfold.state.StoredMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

/**
 * Makes the index of a segment by reading the segment twice: to count, and to fill the index. That
 * is a file, which is mapped, so the heap needs a few bytes for each queue, and nothing for the
 * messages; or it is on the heap. One use each; needs no lock, but a segment that stays.
 */
final class IndexBuilder {
  private static final int ZEROS = 64 << 10;

  private final UUID store;
  private final SegmentInfo info;
  private final QueueCounts counts = new QueueCounts();
  private int messages;
  private int[] ranges = {}; // of damage: from, to, from, to, ...
  private int[] queueIds = {}; // ascending
  private int[] next = {}; // of each queue: the entry to be filled next
  private int recent; // the queue last filled
  private ByteBuffer entries;

  private IndexBuilder(UUID store, SegmentInfo info) {
    this.store = store;
    this.info = info;
  }

  /**
   * Makes an index file, over one that is there.
   *
   * @throws IOException when there is no room for it, or it cannot be written
   */
  static SegmentIndex build(Path file, UUID store, SegmentInfo info) throws IOException {
    return SegmentIndex.of(new IndexBuilder(store, info).build(bytes -> map(file, bytes)));
  }

  /**
   * Writes an index file, over one that is there, and leaves nothing of it mapped: a file system
   * with mapped files cannot be unmounted.
   *
   * @throws IOException as for the other two
   */
  static void write(Path file, UUID store, SegmentInfo info) throws IOException {
    ByteBuffer index = new IndexBuilder(store, info).build(IndexBuilder::allocate);
    Shielded.run(
        () -> {
          try (FileChannel channel = create(file)) {
            FileWrites.fully(channel, index.rewind(), 0); // all of it, the second time too
            return null;
          } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
          }
        });
  }

  /**
   * Makes an index on the heap, for those who may not write.
   *
   * @throws IOException when it would take more than an eighth of the heap, or the segment changed
   */
  static SegmentIndex onHeap(UUID store, SegmentInfo info) throws IOException {
    return SegmentIndex.of(new IndexBuilder(store, info).build(IndexBuilder::allocate));
  }

  private static ByteBuffer allocate(int bytes) throws IOException {
    if (bytes > Runtime.getRuntime().maxMemory() / 8) {
      throw new IOException("an index of " + bytes + " bytes is too large for the heap");
    }
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private interface Room {
    ByteBuffer of(int bytes) throws IOException;
  }

  private ByteBuffer build(Room room) throws IOException {
    SegmentSurvey.of(info, new Counting());
    queueIds = counts.queueIds();
    long bytes = IndexFormat.fileBytes(ranges.length / 2, queueIds.length, messages);
    ByteBuffer index = room.of(Math.toIntExact(bytes));
    IndexFormat.begin(index, store, info, ranges.length / 2, queueIds.length, messages);
    index.position(IndexFormat.HEADER_BYTES);
    for (int edge : ranges) {
      index.putInt(edge);
    }
    next = new int[queueIds.length];
    int entry = 0;
    for (int i = 0; i < queueIds.length; i++) {
      next[i] = entry;
      entry += counts.count(queueIds[i]);
      index.putInt(queueIds[i]).putInt(counts.count(queueIds[i]));
    }
    entries = index.slice().order(ByteOrder.LITTLE_ENDIAN);
    SegmentSurvey.of(info, new Filling());
    requireSame(entry);
    sort();
    IndexFormat.end(index);
    return index;
  }

  /** A file with all its room, mapped: a page without room would kill who touches it. */
  private static ByteBuffer map(Path file, int bytes) throws IOException {
    return Shielded.run(
        () -> {
          try (FileChannel channel = create(file)) {
            ByteBuffer zeros = ByteBuffer.allocate(ZEROS);
            for (int at = 0; at < bytes; ) {
              zeros.clear().limit(Math.min(ZEROS, bytes - at));
              at += channel.write(zeros, at);
            }
            return channel
                .map(FileChannel.MapMode.READ_WRITE, 0, bytes)
                .order(ByteOrder.LITTLE_ENDIAN);
          } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
          }
        });
  }

  private static FileChannel create(Path file) throws IOException {
    Files.deleteIfExists(file);
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
        OwnerOnly.FILE);
  }

  private final class Counting implements SegmentSurvey.Visitor {
    @Override
    public void record(long place, ByteBuffer operation) {
      if (OperationFormat.isMessage(operation)) {
        int start = operation.position();
        try {
          int queueId = OperationFormat.queueId(operation);
          StoredMessage unused =
              OperationFormat.readMessage(operation, OperationFormat.Part.NOTHING);
          counts.add(queueId);
          messages++;
        } catch (OperationFormat.FormatException e) {
          damaged(Place.offset(place), operation.limit());
        }
        operation.position(start);
      }
    }

    @Override
    public void damaged(int from, int to) {
      if (ranges.length > 0 && ranges[ranges.length - 1] == from) {
        ranges[ranges.length - 1] = to;
      } else {
        ranges = Arrays.copyOf(ranges, ranges.length + 2);
        ranges[ranges.length - 2] = from;
        ranges[ranges.length - 1] = to;
      }
    }
  }

  private final class Filling implements SegmentSurvey.Visitor {
    @Override
    public void record(long place, ByteBuffer operation) {
      if (OperationFormat.isMessage(operation)) {
        try {
          int queueId = OperationFormat.queueId(operation);
          fill(
              queueId, place, OperationFormat.readMessage(operation, OperationFormat.Part.NOTHING));
        } catch (OperationFormat.FormatException e) {
          return; // a damaged range
        }
      }
    }

    private void fill(int queueId, long place, StoredMessage message) {
      if (recent >= queueIds.length || queueIds[recent] != queueId) {
        recent = Math.max(0, Arrays.binarySearch(queueIds, queueId));
      }
      if (next.length == 0 || next[recent] >= entries.capacity() / IndexFormat.ENTRY_BYTES) {
        return; // not what was counted: noticed behind
      }
      int at = next[recent]++ * IndexFormat.ENTRY_BYTES;
      entries.putLong(at, message.number());
      entries.putInt(at + 8, Place.offset(place)).putInt(at + 12, message.size());
    }

    @Override
    public void damaged(int from, int to) {}
  }

  private void requireSame(int total) throws IOException {
    int end = 0;
    for (int i = 0; i < queueIds.length; i++) {
      end += counts.count(queueIds[i]);
      if (next[i] != end) {
        throw new IOException(info.file() + " changed while it was read");
      }
    }
    if (end != total) {
      throw new IOException(info.file() + " changed while it was read");
    }
  }

  private void sort() {
    int from = 0;
    for (int queueId : queueIds) {
      int to = from + counts.count(queueId);
      IndexSort.sort(entries, from, to);
      from = to;
    }
  }
}
