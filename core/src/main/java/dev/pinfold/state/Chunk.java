package dev.pinfold.state;

import java.util.Arrays;

/**
 * {@link #SIZE} consecutive numbers of a queue: one bit each for "live", and their content. A chunk
 * whose numbers are all live has no bits at all, so the middle of a long backlog costs almost
 * nothing, and no words but those up to the last live one, which keeps a queue with one message
 * small (docs/design/0008). Guarded by the engine's lock.
 */
public final class Chunk {
  /** Numbers in a chunk. */
  public static final int SIZE = 4096;

  private static final int SHIFT = 12;
  private static final int WORDS = SIZE / Long.SIZE;
  private static final long[] NO_BITS = {};

  private final long firstNumber;
  private final ChunkContent content;
  private long[] bits; // null: all are live
  private boolean shared; // others read the bits: they are copied before they change
  private int low; // words before it are zero
  private int high; // words after it are zero
  private int live;
  private long bytes;

  Chunk(long firstNumber, ChunkContent content) {
    this.firstNumber = firstNumber;
    this.content = content;
    this.bits = new long[1];
    this.low = 0;
    this.high = 0;
    content.belongTo(this);
  }

  /** A chunk as a snapshot described it. */
  Chunk(long firstNumber, long[] bits, int live, long bytes, ChunkContent content) {
    this.firstNumber = firstNumber;
    this.bits = bits;
    this.high = bits == null ? WORDS - 1 : bits.length - 1;
    this.live = live;
    this.bytes = bytes;
    this.content = content;
    content.belongTo(this);
  }

  /** The number of slot 0 of the chunk that a number is in. */
  public static long firstNumberOf(long number) {
    return number >>> SHIFT << SHIFT;
  }

  static int slotOf(long number) {
    return (int) (number & (SIZE - 1));
  }

  /** The number of slot 0. */
  public long firstNumber() {
    return firstNumber;
  }

  /** The messages themselves. */
  public ChunkContent content() {
    return content;
  }

  /** How many numbers are live. */
  public int live() {
    return live;
  }

  /** The sum of the sizes of the live messages, in bytes. */
  public long bytes() {
    return bytes;
  }

  /**
   * The live bits of this moment, 64 a word, shortened where high words are zero; null: all live.
   * They do not change any more, and are not the caller's to change.
   */
  public long[] bits() {
    shared = bits != null;
    return bits;
  }

  private void ownBits() {
    if (shared) {
      bits = bits.clone();
      shared = false;
    }
  }

  /** Whether the number of this slot, 0 to {@link #SIZE} - 1, is live. */
  public boolean isLive(int slot) {
    int word = slot >>> 6;
    return bits == null || (word < bits.length && (bits[word] & 1L << slot) != 0);
  }

  void put(int slot, StoredMessage message, long place) {
    int word = slot >>> 6;
    if (bits != null && word >= bits.length) {
      bits = Arrays.copyOf(bits, Math.min(WORDS, Math.max(word + 1, bits.length * 2)));
      shared = false;
    }
    ownBits();
    content.put(slot, message, place);
    bits[word] |= 1L << slot;
    low = Math.min(low, word);
    high = Math.max(high, word);
    bytes += message.size();
    if (++live == SIZE) {
      bits = null;
    }
  }

  /** Removes a live number. */
  void remove(int slot) {
    ownAllBits();
    int size = content.size(slot);
    content.remove(slot);
    bits[slot >>> 6] &= ~(1L << slot);
    live--;
    bytes -= size;
  }

  /**
   * Removes the numbers of consecutive slots, all of them live. By runs of a segment and by words,
   * since draining in batches is bound by it (docs/design/0008).
   */
  void removeRun(int first, int last) {
    ownAllBits(); // first: there may be no memory for it, and then nothing may have gone
    long gone = content.removeRun(first, last);
    if (gone < 0) {
      for (int slot = first; slot <= last; slot++) {
        remove(slot);
      }
      return;
    }
    for (int word = first >>> 6; word <= last >>> 6; word++) {
      long from = word == first >>> 6 ? -1L << first : -1L;
      long to = word == last >>> 6 ? -1L >>> (63 - (last & 63)) : -1L;
      bits[word] &= ~(from & to);
    }
    live -= last - first + 1;
    bytes -= gone;
  }

  /** Has bits that are written down, and nobody else's. */
  private void ownAllBits() {
    if (bits == null) {
      bits = new long[WORDS];
      Arrays.fill(bits, -1L);
      low = 0;
      high = WORDS - 1;
    }
    ownBits();
  }

  /** The last slot of the run of live ones that a live slot is in. */
  int lastOfRun(int slot) {
    if (bits == null) {
      return SIZE - 1;
    }
    int word = slot >>> 6;
    long dead = ~bits[word] & (-1L << slot);
    while (dead == 0) {
      if (++word == bits.length) {
        return (word << 6) - 1;
      }
      dead = ~bits[word];
    }
    return (word << 6) + Long.numberOfTrailingZeros(dead) - 1;
  }

  /** Removes all live numbers. Needs no memory but what the content does. */
  void removeAll() {
    content.removeAll();
    if (bits == null || shared) {
      bits = NO_BITS;
      shared = false;
    } else if (high >= low) {
      Arrays.fill(bits, low, high + 1, 0);
    }
    low = bits.length;
    high = -1;
    live = 0;
    bytes = 0;
  }

  /** The first live slot at or after this one, or -1. */
  public int nextLive(int slot) {
    if (bits == null || slot >>> 6 > low || (slot >>> 6 == low && (slot & 63) != 0)) {
      return nextLive(bits, slot);
    }
    while (low < bits.length && bits[low] == 0) { // remembered, so that draining is linear
      low++;
    }
    return low == bits.length ? -1 : (low << 6) + Long.numberOfTrailingZeros(bits[low]);
  }

  /** The first set bit at or after this slot, or -1; null bits are all set. */
  public static int nextLive(long[] bits, int slot) {
    if (slot >= SIZE) {
      return -1;
    }
    if (bits == null) {
      return slot;
    }
    int word = slot >>> 6;
    if (word >= bits.length) {
      return -1;
    }
    long rest = bits[word] & (-1L << slot);
    while (rest == 0) {
      if (++word == bits.length) {
        return -1;
      }
      rest = bits[word];
    }
    return (word << 6) + Long.numberOfTrailingZeros(rest);
  }

  /** The last live slot at or before this one, or -1. */
  public int previousLive(int slot) {
    if (slot < 0 || bits == null) {
      return slot;
    }
    int word = slot >>> 6;
    if (word > high || (word == high && (slot & 63) == 63)) {
      while (high >= 0 && bits[high] == 0) { // remembered, as in nextLive
        high--;
      }
      return high < 0 ? -1 : (high << 6) + 63 - Long.numberOfLeadingZeros(bits[high]);
    }
    long rest = bits[word] & (-1L >>> (63 - (slot & 63)));
    while (rest == 0) {
      if (--word < 0) {
        return -1;
      }
      rest = bits[word];
    }
    return (word << 6) + 63 - Long.numberOfLeadingZeros(rest);
  }
}
