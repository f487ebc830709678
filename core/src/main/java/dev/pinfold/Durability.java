package dev.pinfold;

/** What an acknowledged operation survives. Each level includes the ones before it. */
public enum Durability {
  /** Nothing: the queue lives on the heap and touches no file. */
  MEMORY,
  /** The end of the process, also by {@code kill -9}: the bytes are in the page cache. */
  PROCESS_CRASH,
  /** The end of the machine's power: the bytes were forced to the device. */
  POWER_LOSS;

  /** Whether operations of this level are written to the journal. */
  public boolean isJournaled() {
    return this != MEMORY;
  }
}
