package dev.pinfold.archive.journal;

import java.io.IOException;
import java.nio.MappedByteBuffer;

/** Brings a range of a mapped segment to the device; exchanged in tests. */
@FunctionalInterface
interface Forcer {
  /** A range msync: it costs what the range does, whatever else of the file is dirty. */
  Forcer MSYNC = (mapping, offset, bytes) -> mapping.force(offset, bytes);

  /** Returns when the bytes are on the device. */
  void force(MappedByteBuffer mapping, int offset, int bytes) throws IOException;
}
