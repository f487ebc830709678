package dev.pinfold.state;

/**
 * Where the messages of one {@link Chunk} are: on the heap, or as places in the journal. Slots are
 * 0 to {@link Chunk#SIZE} - 1. Guarded by the engine's lock.
 */
public interface ChunkContent {

  /** Told once whose content this is: which slots are live is the chunk's to say. */
  default void belongTo(Chunk chunk) {}

  /** Takes in a message that is about to be live. Reads nothing: it happens after the append. */
  void put(int slot, StoredMessage message, long place);

  /** Notes that a live message lies elsewhere from now on. */
  void move(int slot, long place);

  /**
   * The size of a live message in bytes; an estimate when damage hides it. What was asked for while
   * a transaction is decided is still at hand when it is applied.
   */
  int size(int slot);

  /**
   * Where a live message lies in the journal; 0 for one on the heap, or that damage hides. At hand
   * as sizes are.
   */
  long place(int slot);

  /** Reads a live message with its content. */
  StoredMessage get(int slot);

  /** Reads a live message without its payload. */
  StoredMessage envelope(int slot);

  /** Lets go of a live message. */
  void remove(int slot);

  /**
   * Lets go of the messages of consecutive slots, all of them live, and returns their bytes; -1,
   * with nothing done, when they have to go one by one.
   */
  default long removeRun(int first, int last) {
    return -1;
  }

  /** Lets go of all messages of the chunk. */
  void removeAll();

  /**
   * The same content as of now, unaffected by later changes, which keeps what it needs until it is
   * closed. It may share it with this content until that changes.
   */
  Frozen freeze();

  /** Content as of one moment. Reads happen under the engine's lock. */
  interface Frozen extends AutoCloseable {
    /** Reads a message that was live then. */
    StoredMessage get(int slot);

    /** Lets go of what reading brought onto the heap; it can be read again. */
    void unload();

    @Override
    void close();
  }

  /** Makes the content of new chunks. */
  @FunctionalInterface
  interface Factory {
    /** Content for the chunk of this queue that begins at this number. */
    ChunkContent create(int queueId, long firstNumber);
  }
}
