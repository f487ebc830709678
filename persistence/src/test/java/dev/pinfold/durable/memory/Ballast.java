package dev.pinfold.durable.memory;

/**
 * Fills the heap but for so many bytes. Exact to {@value #GRAIN} bytes where threads have no
 * buffers of their own to allocate from ({@code -XX:-UseTLAB}). One thread.
 */
final class Ballast {
  /** What an object without fields takes. */
  static final int GRAIN = 16;

  private static final int LARGE = 64 << 10;
  private static final int SMALL = 1 << 10;

  private final Object[] large;
  private final Object[] small = new Object[4 * LARGE / SMALL];
  private final Object[] grains = new Object[64 * SMALL / GRAIN];
  private int larges;
  private int smalls;
  private int grainsFilled;

  Ballast() {
    large = new Object[(int) (Runtime.getRuntime().maxMemory() / LARGE) + 1];
  }

  /** Takes all that there is but for so many bytes, if there are as many. */
  void fill(int free) {
    try {
      while (larges < large.length) {
        large[larges] = new byte[LARGE - GRAIN];
        larges++;
      }
    } catch (OutOfMemoryError e) {
      fillSmall();
    }
    int left = free;
    for (; left > 0 && grainsFilled > 0; left -= GRAIN) {
      grains[--grainsFilled] = null;
    }
    for (; left > 0 && smalls > 0; left -= SMALL) {
      small[--smalls] = null;
    }
    for (; left > 0 && larges > 0; left -= LARGE) {
      large[--larges] = null;
    }
  }

  private void fillSmall() {
    try {
      while (smalls < small.length) {
        small[smalls] = new byte[SMALL - GRAIN];
        smalls++;
      }
    } catch (OutOfMemoryError e) {
      fillGrains();
    }
  }

  private void fillGrains() {
    try {
      while (grainsFilled < grains.length) {
        grains[grainsFilled] = new Object();
        grainsFilled++;
      }
    } catch (OutOfMemoryError e) {
      // full
    }
  }

  void drop() {
    while (larges > 0) {
      large[--larges] = null;
    }
    while (smalls > 0) {
      small[--smalls] = null;
    }
    while (grainsFilled > 0) {
      grains[--grainsFilled] = null;
    }
  }
}
