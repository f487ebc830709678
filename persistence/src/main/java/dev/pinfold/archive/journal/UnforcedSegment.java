package dev.pinfold.archive.journal;

import dev.pinfold.archive.files.Device;
import java.io.IOException;

/** A segment to which nothing is appended any more, and which need not be on the device yet. */
interface UnforcedSegment {
  /** Its number. */
  int segment();

  /** The number of the first transaction in it. */
  long firstTransaction();

  /** Brings all of it to the device. */
  void force(Device device) throws IOException;

  /** It will not be forced, since a snapshot replaced it; nothing else is called afterwards. */
  default void replaced() {
    release();
  }

  /** Gives back what it takes of the machine; nothing else is called afterwards. */
  void release();
}
