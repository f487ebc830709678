package dev.pinfold.durable;

import dev.pinfold.state.ChunkContent;

/** Makes the content of chunks of journaled queues, new ones and those of a snapshot. */
@FunctionalInterface
interface RestoredContents {
  /**
   * Makes one.
   *
   * @param inUse where messages of the chunk lie, to be kept; empty for a new chunk
   */
  ChunkContent create(int queueId, long firstNumber, PlacesInUse inUse);
}
