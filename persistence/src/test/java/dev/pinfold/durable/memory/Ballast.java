package dev.pinfold.durable.memory;

/**
 * Fills the heap but for so many bytes. Exact to {@value #GRAIN} bytes where threads have no
 * buffers of their own to allocate from ({@code -XX:-UseTLAB}). One thread.
 */
final class Ballast {
  /** What an array of nothing takes. */
  static final int GRAIN = 16;

  private static final int LARGE = 64 << 10;
  private static final int SMALL = 1 << 10;

  private final Blocks large =
      new Blocks((int) (Runtime.getRuntime().maxMemory() / LARGE) + 1, LARGE);
  private final Blocks small = new Blocks(4 * LARGE / SMALL, SMALL);
  private final Blocks grains = new Blocks(64 * SMALL / GRAIN, GRAIN);

  /** Blocks of one size. */
  private static final class Blocks {
    private final byte[][] blocks;
    private final int bytes;
    private int filled;

    Blocks(int most, int bytes) {
      this.blocks = new byte[most][];
      this.bytes = bytes;
    }

    /** As many as there is memory for. */
    void fill() {
      try {
        while (filled < blocks.length) {
          blocks[filled] = new byte[bytes - GRAIN];
          filled++;
        }
      } catch (OutOfMemoryError e) {
        // full
      }
    }

    /** Lets go of so many bytes, or all; how many are missing. */
    int release(int wanted) {
      int left = wanted;
      for (; left > 0 && filled > 0; left -= bytes) {
        blocks[--filled] = null;
      }
      return left;
    }
  }

  /** Takes all that there is but for so many bytes, if there are as many. */
  void fill(int free) {
    large.fill();
    small.fill();
    grains.fill();
    int unused = release(free);
  }

  void drop() {
    int unused = release(Integer.MAX_VALUE);
  }

  private int release(int bytes) {
    return large.release(small.release(grains.release(bytes)));
  }
}
