package dev.pinfold.state;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which numbers of a queue are live: chunks of {@link Chunk#SIZE} numbers, only those with a live
 * number in them; but an empty set keeps its last chunk, since a queue that is emptied again and
 * again would else make a new one each time (docs/design/0008). Steps at both ends cost a few
 * nanoseconds, steps elsewhere the logarithm of the number of chunks: three chunks are remembered,
 * which {@code LiveSetBenchmark} earned (an add and the removal of the oldest: 16 ns instead of 38,
 * with a backlog of 10 million 49 instead of 73). Guarded by the engine's lock.
 */
public final class LiveSet {
  /** What {@link #next} and {@link #previous} answer when there is none: no message has it. */
  public static final long NONE = 0;

  private final int queueId;
  private final ChunkContent.Factory contents;
  private final TreeMap<Long, Chunk> chunks = new TreeMap<>();
  private Chunk recent; // the chunk last found, or null
  private Chunk head; // the chunk of the smallest numbers, or null when not known
  private Chunk tail; // the chunk of the largest numbers, or null when not known
  private long count;
  private long bytes;

  LiveSet(int queueId, ChunkContent.Factory contents) {
    this.queueId = queueId;
    this.contents = contents;
  }

  /** How many numbers are live. */
  public long count() {
    return count;
  }

  /** The sum of the live messages' sizes. */
  public long bytes() {
    return bytes;
  }

  /** The chunks with a live number in them, by ascending numbers; not a copy. */
  public Collection<Chunk> chunks() {
    return count == 0 ? List.of() : chunks.values();
  }

  /** Whether this number is live. */
  public boolean contains(long number) {
    Chunk chunk = find(number);
    return chunk != null && chunk.isLive(Chunk.slotOf(number));
  }

  /** The smallest live number, or {@link #NONE}. */
  public long first() {
    if (count == 0) {
      return NONE;
    }
    if (head == null) {
      head = chunks.firstEntry().getValue();
    }
    return head.firstNumber() + head.nextLive(0);
  }

  /** The largest live number, or {@link #NONE}. */
  public long last() {
    if (count == 0) {
      return NONE;
    }
    if (tail == null) {
      tail = chunks.lastEntry().getValue();
    }
    return tail.firstNumber() + tail.previousLive(Chunk.SIZE - 1);
  }

  /** The smallest live number at or above this one, or {@link #NONE}. */
  public long next(long number) {
    if (count == 0) {
      return NONE;
    }
    Chunk chunk = find(number);
    if (chunk != null) {
      int slot = chunk.nextLive(Chunk.slotOf(number));
      if (slot >= 0) {
        return chunk.firstNumber() + slot;
      }
    }
    Map.Entry<Long, Chunk> higher = chunks.higherEntry(Chunk.firstNumberOf(number));
    if (higher == null) {
      return NONE;
    }
    recent = higher.getValue();
    return recent.firstNumber() + recent.nextLive(0);
  }

  /** The largest live number at or below this one, or {@link #NONE}. */
  public long previous(long number) {
    if (count == 0) {
      return NONE;
    }
    Chunk chunk = find(number);
    if (chunk != null) {
      int slot = chunk.previousLive(Chunk.slotOf(number));
      if (slot >= 0) {
        return chunk.firstNumber() + slot;
      }
    }
    Map.Entry<Long, Chunk> lower = chunks.lowerEntry(Chunk.firstNumberOf(number));
    if (lower == null) {
      return NONE;
    }
    recent = lower.getValue();
    return recent.firstNumber() + recent.previousLive(Chunk.SIZE - 1);
  }

  /** Reads a live message. */
  public StoredMessage get(long number) {
    return chunkOf(number).content().get(Chunk.slotOf(number));
  }

  /** Reads a live message without its payload. */
  public StoredMessage envelope(long number) {
    return chunkOf(number).content().envelope(Chunk.slotOf(number));
  }

  private Chunk chunkOf(long number) {
    Chunk chunk = find(number);
    if (chunk == null || !chunk.isLive(Chunk.slotOf(number))) {
      throw new IllegalStateException("message " + number + " is not live");
    }
    return chunk;
  }

  /** Whether this number is live and lies at this place of the journal. */
  public boolean placedAt(long number, long place) {
    return contains(number) && find(number).content().place(Chunk.slotOf(number)) == place;
  }

  /** The size of a live message in bytes. */
  public int size(long number) {
    return find(number).content().size(Chunk.slotOf(number));
  }

  /**
   * How many live messages are numbered up to this one, and their bytes. A chunk that reaches
   * beyond it is looked at message by message, since there may be more in it by the time these go.
   */
  public Extent extentUpTo(long last) {
    long messages = 0;
    long sum = 0;
    for (Chunk chunk : chunks.headMap(last, true).values()) {
      if (chunk.firstNumber() + Chunk.SIZE - 1 <= last) {
        messages += chunk.live();
        sum += chunk.bytes();
        continue;
      }
      int end = Chunk.slotOf(last);
      for (int slot = chunk.nextLive(0);
          slot >= 0 && slot <= end;
          slot = chunk.nextLive(slot + 1)) {
        messages++;
        sum += chunk.content().size(slot);
      }
    }
    return new Extent(messages, sum);
  }

  /** A number of messages and the sum of their sizes in bytes. */
  public record Extent(long messages, long bytes) {}

  /** Adds a number. When memory is too short for it, and its content is on the heap, nothing is. */
  void put(StoredMessage message, long place) {
    Chunk known = find(message.number());
    Chunk chunk = known == null ? newChunk(message.number()) : known;
    int slot = Chunk.slotOf(message.number());
    if (chunk.isLive(slot)) {
      throw new IllegalStateException("message " + message.number() + " is live already");
    }
    chunk.put(slot, message, place);
    if (known == null) {
      takeIn(chunk);
    }
    count++;
    bytes += message.size();
  }

  private Chunk newChunk(long number) {
    long first = Chunk.firstNumberOf(number);
    return new Chunk(first, contents.create(queueId, first));
  }

  /** When there is no memory for that, the set is as it was. */
  private void takeIn(Chunk chunk) {
    if (count == 0) {
      chunks.clear(); // the one that was kept
      forgetFound();
    }
    chunks.put(chunk.firstNumber(), chunk);
    if (tail != null && chunk.firstNumber() > tail.firstNumber()) {
      tail = chunk;
    } else {
      head = null;
      tail = null;
    }
    recent = chunk;
  }

  void move(long number, long place) {
    if (contains(number)) {
      find(number).content().move(Chunk.slotOf(number), place);
    }
  }

  /** Removes the live numbers from first to last; cost: one step for each, none for the dead. */
  void removeRange(long first, long last) {
    long number = next(first);
    while (number != NONE && number <= last) {
      Chunk chunk = find(number);
      long end = chunk.firstNumber() + Chunk.SIZE - 1;
      if (chunk.live() <= last - number + 1
          && number == chunk.firstNumber() + chunk.nextLive(0)
          && coversAll(chunk, last)) {
        removeAll(chunk);
      } else {
        removeSome(chunk, Chunk.slotOf(number), Chunk.slotOf(Math.min(last, end)));
      }
      number = end >= last ? NONE : next(end + 1);
    }
  }

  /** Removes the live numbers of a chunk from a live slot on; not all that are live in it. */
  private void removeSome(Chunk chunk, int first, int last) {
    for (int slot = first, end; slot >= 0 && slot <= last; slot = chunk.nextLive(end + 1)) {
      end = slot == last ? last : Math.min(last, chunk.lastOfRun(slot));
      remove(chunk, slot, end);
    }
  }

  /** Counts what went, also when memory ends half way. */
  private void remove(Chunk chunk, int first, int last) {
    int liveBefore = chunk.live();
    long bytesBefore = chunk.bytes();
    try {
      if (first == last) {
        chunk.remove(first);
      } else {
        chunk.removeRun(first, last);
      }
    } finally {
      count -= liveBefore - chunk.live();
      bytes -= bytesBefore - chunk.bytes();
    }
  }

  private void removeAll(Chunk chunk) {
    if (count > chunk.live()) {
      discard(chunk); // first: when there is no memory for it, nothing has gone
    }
    count -= chunk.live();
    bytes -= chunk.bytes();
    chunk.removeAll();
  }

  private static boolean coversAll(Chunk chunk, long last) {
    return chunk.firstNumber() + chunk.previousLive(Chunk.SIZE - 1) <= last;
  }

  private void discard(Chunk chunk) {
    chunks.remove(chunk.firstNumber());
    forgetFound();
  }

  private void forgetFound() {
    recent = null;
    head = null;
    tail = null;
  }

  /** Takes in a chunk that a snapshot described. */
  void restore(Chunk chunk) {
    chunks.put(chunk.firstNumber(), chunk);
    head = null;
    tail = null;
    count += chunk.live();
    bytes += chunk.bytes();
  }

  private Chunk find(long number) {
    long first = Chunk.firstNumberOf(number);
    if (recent != null && recent.firstNumber() == first) {
      return recent;
    }
    if (head != null && head.firstNumber() == first) {
      return head;
    }
    if (tail != null && tail.firstNumber() == first) {
      return tail;
    }
    Chunk chunk = chunks.get(first);
    if (chunk != null) {
      recent = chunk;
    }
    return chunk;
  }
}
