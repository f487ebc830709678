package dev.pinfold.engine;

import dev.pinfold.state.Chunk;
import dev.pinfold.state.ChunkContent;
import dev.pinfold.state.Deliveries;
import dev.pinfold.state.QueueState;
import dev.pinfold.state.StoredMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * The live messages of a queue at one moment. Made, read and closed under the engine's lock.
 *
 * @param count how many they are
 * @param chunks ascending
 * @param deliveries of those that were leased
 */
record FrozenQueue(long count, List<FrozenChunk> chunks, Deliveries deliveries) {
  static final FrozenQueue EMPTY = new FrozenQueue(0, List.of(), Deliveries.NONE);

  /** The live slots of a chunk, and what they hold. */
  static final class FrozenChunk {
    private final long firstNumber;
    private final int from; // what is below was past its age
    private final long[] bits; // null: all are live
    private final ChunkContent.Frozen content;

    FrozenChunk(Chunk chunk, long oldest) {
      this.firstNumber = chunk.firstNumber();
      this.from = (int) Math.max(0, oldest - firstNumber);
      this.bits = chunk.bits();
      this.content = chunk.content().freeze();
    }

    /** The first live slot at or after this one, or -1. */
    int nextLive(int slot) {
      return Chunk.nextLive(bits, Math.max(slot, from));
    }
  }

  /** The messages of a queue from the oldest on that is to be shown: so many. */
  static FrozenQueue of(QueueState queue, long count, long oldest) {
    List<FrozenChunk> chunks = new ArrayList<>(queue.live().chunks().size());
    try {
      for (Chunk chunk : queue.live().chunks()) {
        if (chunk.firstNumber() + Chunk.SIZE > oldest) {
          chunks.add(new FrozenChunk(chunk, oldest));
        }
      }
      return new FrozenQueue(count, chunks, queue.leases().deliveries());
    } catch (RuntimeException | Error e) { // memory ends half way: what it keeps would stay
      chunks.forEach(chunk -> chunk.content.close());
      throw e;
    }
  }

  StoredMessage read(FrozenChunk chunk, int slot) {
    return deliveries.count(chunk.content.get(slot));
  }

  /** Lets go of what reading a chunk brought onto the heap. */
  static void unload(FrozenChunk chunk) {
    chunk.content.unload();
  }

  void close() {
    chunks.forEach(chunk -> chunk.content.close());
  }
}
