package dev.pinfold.benchmarks.workloads;

/** The heap of this process. */
final class Heap {
  private static final int COLLECTIONS = 3;

  private Heap() {}

  /** What is in use behind full collections. */
  static long usedBytes() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** What is in use now, garbage included. */
  static long withGarbageBytes() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
