package dev.pinfold.durable;

import dev.pinfold.state.Chunk;

/**
 * What a snapshot says of a chunk: which numbers live, and in which segments to look for them. It
 * does not change any more.
 *
 * @param bits the live ones, 64 a word; null for all
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ChunkCopy(long first, int live, long bytes, long[] bits, PlacesInUse inUse) {
  static ChunkCopy of(Chunk chunk, PlacesInUse inUse) {
    return new ChunkCopy(
        chunk.firstNumber(), chunk.live(), chunk.bytes(), chunk.bits(), inUse.copy());
  }
}
