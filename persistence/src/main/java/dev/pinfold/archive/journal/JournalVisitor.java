package dev.pinfold.archive.journal;

import java.nio.ByteBuffer;

/** Told of each record that a scan finds, in order; only of documents that are wholly intact. */
@FunctionalInterface
public interface JournalVisitor {
  /**
   * Takes one record.
   *
   * @param transaction the number of the transaction that the record belongs to
   * @param place the record's place, good for {@link Journal#read}
   * @param operation the operation's bytes, from position to limit, little-endian, read-only; the
   *     same view for all calls, invalid after the call
   * @param lastOfTransaction whether it ends its transaction
   */
  void record(long transaction, long place, ByteBuffer operation, boolean lastOfTransaction);
}
