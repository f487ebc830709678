package dev.pinfold.durable;

import dev.pinfold.Durability;
import dev.pinfold.Overflow;
import dev.pinfold.QueuePolicy;
import dev.pinfold.Retention;
import dev.pinfold.archive.StateMachine;
import dev.pinfold.archive.snapshot.SnapshotInput;
import dev.pinfold.archive.snapshot.SnapshotOutput;
import dev.pinfold.archive.snapshot.SnapshotUnreadableException;
import dev.pinfold.state.Chunk;
import dev.pinfold.state.ChunkContent;
import dev.pinfold.state.EngineState;
import dev.pinfold.state.LiveSet;
import dev.pinfold.state.MessageLease;
import dev.pinfold.state.Operation;
import dev.pinfold.state.QueueState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The journaled queues at one moment, and what a snapshot says of them. Messages stay in the
 * journal: of each chunk of numbers it says which are live and in which segments to look for them.
 *
 * <p>Version 1, in the terms of {@link SnapshotOutput}:
 *
 * <pre>
 * long    last transaction
 * int     next queue identity
 * int     number of queues, and for each
 *   int     identity
 *   string  name
 *   int     durability (0 memory, 1 process crash, 2 power loss), never 0
 *   int     overflow (0 drop oldest, 1 reject)
 *   long    most messages; long most bytes; long greatest age in ms
 *   long    next number; long last arrival in ms; long last transaction that changed it
 *   int     number of leased messages, and for each
 *     long    number; long until, in ms; int deliveries
 *   int     number of chunks, and for each
 *     long    first number; int live messages; long their bytes
 *     boolean whether all 4,096 are live; if not
 *       int     how many words of 64 numbers come first in which none lives
 *       longs   a bit for each number of the words behind, low first, up to the last that lives
 *     int     number of segments, and for each
 *       int     segment; int messages; long their bytes
 * </pre>
 */
final class SnapshotBody implements StateMachine.Capture {
  private static final int LEAST_QUEUE_BYTES = 12; // one for each value

  /** A queue. */
  private record QueueCopy(
      int id,
      String name,
      QueuePolicy policy,
      long nextNumber,
      long lastArrivalMillis,
      long lastTransaction,
      Map<Long, MessageLease> leases,
      List<ChunkCopy> chunks) {}

  private final long lastTransaction;
  private final int nextQueueId;
  private final List<QueueCopy> queues = new ArrayList<>();

  private SnapshotBody(long lastTransaction, int nextQueueId) {
    this.lastTransaction = lastTransaction;
    this.nextQueueId = nextQueueId;
  }

  /** Copies what a snapshot needs: under the lock, and quickly. */
  static SnapshotBody of(EngineState state) {
    SnapshotBody body = new SnapshotBody(state.lastTransaction(), state.nextQueueId());
    for (QueueState queue : state.queues()) {
      if (queue.policy().durability().isJournaled()) {
        body.queues.add(copyOf(queue));
      }
    }
    return body;
  }

  private static QueueCopy copyOf(QueueState queue) {
    List<ChunkCopy> chunks = new ArrayList<>(queue.live().chunks().size());
    for (Chunk chunk : queue.live().chunks()) {
      chunks.add(((JournalContent) chunk.content()).copy());
    }
    return new QueueCopy(
        queue.id(),
        queue.name(),
        queue.policy(),
        queue.nextNumber(),
        queue.lastArrivalMillis(),
        queue.lastTransaction(),
        new TreeMap<>(queue.leases().byNumber()),
        chunks);
  }

  @Override
  public Collection<Integer> segments() {
    TreeSet<Integer> segments = new TreeSet<>();
    for (QueueCopy queue : queues) {
      for (ChunkCopy chunk : queue.chunks()) {
        for (int i = 0; i < chunk.inUse().size(); i++) {
          segments.add(chunk.inUse().segment(i));
        }
      }
    }
    return segments;
  }

  @Override
  public void writeTo(SnapshotOutput out) throws IOException {
    out.writeLong(lastTransaction);
    out.writeInt(nextQueueId);
    out.writeInt(queues.size());
    for (QueueCopy queue : queues) {
      write(queue, out);
    }
  }

  private static void write(QueueCopy queue, SnapshotOutput out) throws IOException {
    Retention retention = queue.policy().retention();
    out.writeInt(queue.id());
    out.writeString(queue.name());
    out.writeInt(PolicyCodes.of(queue.policy().durability()));
    out.writeInt(PolicyCodes.of(retention.overflow()));
    out.writeLong(retention.maxCount());
    out.writeLong(retention.maxBytes());
    out.writeLong(retention.maxAge().toMillis());
    out.writeLong(queue.nextNumber());
    out.writeLong(queue.lastArrivalMillis());
    out.writeLong(queue.lastTransaction());
    out.writeInt(queue.leases().size());
    for (Map.Entry<Long, MessageLease> lease : queue.leases().entrySet()) {
      out.writeLong(lease.getKey());
      out.writeLong(lease.getValue().untilMillis());
      out.writeInt(lease.getValue().deliveryCount());
    }
    out.writeInt(queue.chunks().size());
    for (ChunkCopy chunk : queue.chunks()) {
      write(chunk, out);
    }
  }

  private static void write(ChunkCopy chunk, SnapshotOutput out) throws IOException {
    out.writeLong(chunk.first());
    out.writeInt(chunk.live());
    out.writeLong(chunk.bytes());
    long[] words = chunk.bits();
    out.writeBoolean(words == null);
    if (words != null) {
      int from = 0;
      int to = words.length;
      while (from < to && words[from] == 0) {
        from++;
      }
      while (to > from && words[to - 1] == 0) {
        to--;
      }
      out.writeInt(from);
      out.writeLongs(words, from, to - from);
    }
    out.writeInt(chunk.inUse().size());
    for (int i = 0; i < chunk.inUse().size(); i++) {
      out.writeInt(chunk.inUse().segment(i));
      out.writeInt(chunk.inUse().count(i));
      out.writeLong(chunk.inUse().bytes(i));
    }
  }

  /** Fills an empty state from what {@link #writeTo} wrote. */
  static void read(SnapshotInput in, EngineState state, RestoredContents contents)
      throws IOException {
    try {
      state.restore(in.readLong(), in.readInt());
      for (int queues = in.readCount(LEAST_QUEUE_BYTES); queues > 0; queues--) {
        readQueue(in, state, contents);
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new SnapshotUnreadableException(0, "a state of queues", e.getMessage());
    }
  }

  private static void readQueue(SnapshotInput in, EngineState state, RestoredContents contents)
      throws IOException {
    int id = in.readInt();
    String name = in.readString();
    Durability durability = PolicyCodes.durability(in.readInt());
    require(durability.isJournaled(), "a queue in memory");
    Overflow overflow = PolicyCodes.overflow(in.readInt());
    Retention retention =
        new Retention(in.readLong(), in.readLong(), Duration.ofMillis(in.readLong()), overflow);
    long nextNumber = in.readLong();
    long lastArrival = in.readLong();
    long lastTransaction = in.readLong();
    Map<Long, MessageLease> leases = new TreeMap<>();
    for (int count = in.readCount(3); count > 0; count--) {
      leases.put(in.readLong(), new MessageLease(in.readLong(), in.readInt()));
    }
    QueueState queue =
        state.restoreQueue(
            new Operation.OpenQueue(
                id, name, new QueuePolicy(durability, retention), nextNumber, lastArrival),
            lastTransaction,
            leases);
    long first = -1;
    for (int count = in.readCount(5); count > 0; count--) {
      first = readChunk(in, state, queue, contents, first);
    }
    requireNumbers(queue);
  }

  /** The checksum is right, so what does not fit was written so: still nothing is believed. */
  private static void requireNumbers(QueueState queue) {
    LiveSet live = queue.live();
    require(live.count() == 0 || live.first() > 0, "a message of number 0");
    require(live.last() < queue.nextNumber(), "messages from the next number on");
    for (long number : queue.leases().byNumber().keySet()) {
      require(live.contains(number), "a lease of a message that does not live");
    }
  }

  private static long readChunk(
      SnapshotInput in,
      EngineState state,
      QueueState queue,
      RestoredContents contents,
      long firstBefore)
      throws IOException {
    long first = in.readLong();
    require(
        first > firstBefore && first == Chunk.firstNumberOf(first),
        "a chunk of numbers from " + first);
    int live = in.readInt();
    long bytes = in.readLong();
    long[] bits = in.readBoolean() ? null : readBits(in);
    require(live > 0 && live == count(bits), "a chunk of " + live + " messages and other bits");
    PlacesInUse inUse = new PlacesInUse();
    long found = 0;
    for (int count = in.readCount(3); count > 0; count--) {
      int segment = in.readInt();
      int messages = in.readInt();
      require(
          segment > 0 && messages > 0 && !inUse.contains(segment),
          messages + " messages in segment " + segment);
      inUse.add(segment, messages, in.readLong());
      found += messages;
    }
    require(found >= live, live + " messages of which " + found + " are in segments");
    ChunkContent content = contents.create(queue.id(), first, inUse);
    state.restoreChunk(queue, first, bits, live, bytes, content);
    return first;
  }

  private static int count(long[] bits) {
    if (bits == null) {
      return Chunk.SIZE;
    }
    int count = 0;
    for (long word : bits) {
      count += Long.bitCount(word);
    }
    return count;
  }

  private static void require(boolean makesSense, String otherwise) {
    if (!makesSense) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private static long[] readBits(SnapshotInput in) throws IOException {
    int from = in.readInt();
    long[] words = in.readLongs();
    if (from < 0 || from > Chunk.SIZE / Long.SIZE - words.length) {
      throw new IllegalArgumentException(
          "a chunk with " + words.length + " words of bits from word " + from);
    }
    long[] bits = new long[from + words.length];
    System.arraycopy(words, 0, bits, from, words.length);
    return bits;
  }
}
