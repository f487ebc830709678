package dev.pinfold.archive.journal;

import java.io.IOException;
import java.nio.MappedByteBuffer;

/** Brings a range of a mapped segment to the device; exchanged in tests. */
@FunctionalInterface
interface Forcer {
  /**
   * A range msync: unlike {@code FileChannel.force} it leaves alone the page at the file's start,
   * which Chronicle touches with every append.
   */
  Forcer MSYNC = (mapping, offset, bytes) -> mapping.force(offset, bytes);

  /** Returns when the bytes are on the device. */
  void force(MappedByteBuffer mapping, int offset, int bytes) throws IOException;
}
