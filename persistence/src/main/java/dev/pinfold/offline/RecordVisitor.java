package dev.pinfold.offline;

import java.nio.ByteBuffer;

/** Is shown the records of a journal that is read backward, one after the other. */
@FunctionalInterface
interface RecordVisitor {
  /**
   * Takes a record.
   *
   * @param index its place among the operations of its transaction, from 0
   * @param operation valid during the call; little-endian
   * @param last whether it is the last of its transaction
   * @throws ReadStop when no more is wanted
   */
  void record(long transaction, int index, long place, ByteBuffer operation, boolean last);
}
