package dev.pinfold.archive.snapshot;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a snapshot says about itself, apart from the state.
 *
 * @param storeId the store that it belongs to, not null
 * @param machine the name of the state machine, not null, at most 1,000 bytes in UTF-8
 * @param machineVersion the version of that machine's body, 0 or more
 * @param transaction the last transaction that the state contains, 0 or more
 * @param journalSegment the segment in which the journal goes on after it, 0 or more
 * @param journalOffset the byte in that segment, 0 to 2^32 - 1
 * @param nextTransaction the number of the first transaction from there on; more than {@code
 *     transaction}
 * @param createdMillis when it was taken, in milliseconds since 1970 UTC
 * @param segments the segments to whose messages the state refers, none negative, each with the
 *     byte where its documents end: the segment behind it, which tells that too, may be gone;
 *     copied
 */
public record SnapshotHeader(
    UUID storeId,
    String machine,
    int machineVersion,
    long transaction,
    int journalSegment,
    long journalOffset,
    long nextTransaction,
    long createdMillis,
    SortedMap<Integer, Integer> segments) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if a value is outside of what its parameter says
   */
  public SnapshotHeader {
    Objects.requireNonNull(storeId, "storeId");
    Objects.requireNonNull(machine, "machine");
    segments = Collections.unmodifiableSortedMap(new TreeMap<>(segments));
    require(machineVersion >= 0, "machineVersion", machineVersion, "0 or more");
    require(transaction >= 0, "transaction", transaction, "0 or more");
    require(journalSegment >= 0, "journalSegment", journalSegment, "0 or more");
    require(
        journalOffset >= 0 && journalOffset <= 0xFFFF_FFFFL,
        "journalOffset",
        journalOffset,
        "0 to 2^32 - 1");
    require(
        nextTransaction > transaction,
        "nextTransaction",
        nextTransaction,
        "more than transaction, " + transaction);
    for (Map.Entry<Integer, Integer> segment : segments.entrySet()) {
      require(segment.getKey() >= 0, "segments", segment.getKey(), "0 or more");
      require(segment.getValue() >= 0, "the end of a segment", segment.getValue(), "0 or more");
    }
  }

  private static void require(boolean holds, String name, long value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + " and must be " + allowed);
    }
  }
}
