package dev.pinfold.durable;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.archive.JournalReader;
import dev.pinfold.archive.journal.Place;
import dev.pinfold.state.StoredMessage;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The journal as a keeper of messages: reads them by place, finds places. Under the lock. */
final class MessageJournal {
  private static final String NEXT =
      "Keep a copy of the directory before anything else; messages elsewhere are not touched by it";

  private final JournalReader journal;
  private final SegmentUsage usage = new SegmentUsage();
  private final Residency residency;
  private final SegmentIndexes indexes;

  MessageJournal(JournalReader journal, long residentBytes) {
    this.journal = journal;
    this.residency = new Residency(residentBytes);
    this.indexes = new SegmentIndexes(journal, usage);
  }

  SegmentUsage usage() {
    return usage;
  }

  Residency residency() {
    return residency;
  }

  SegmentIndexes indexes() {
    return indexes;
  }

  int unsealedSegment() {
    return journal.openSegment();
  }

  /** Reads a message, making sure that it is whole and the one asked for. */
  StoredMessage read(long place, int queueId, long number) {
    return read(place, queueId, number, OperationFormat.Part.ALL);
  }

  /** The same without bringing its payload onto the heap. */
  StoredMessage readEnvelope(long place, int queueId, long number) {
    return read(place, queueId, number, OperationFormat.Part.HEADERS);
  }

  private StoredMessage read(long place, int queueId, long number, OperationFormat.Part part) {
    ByteBuffer operation = journal.read(place);
    try {
      int foundQueue = OperationFormat.queueId(operation);
      StoredMessage message = OperationFormat.readMessage(operation, part);
      if (foundQueue != queueId || message.number() != number) {
        throw corrupt(
            place, queueId, number, "message " + message.number() + " of queue " + foundQueue);
      }
      return message;
    } catch (OperationFormat.FormatException e) {
      throw corrupt(place, queueId, number, e.getMessage());
    }
  }

  private StoreCorruptException corrupt(long place, int queueId, long number, String found) {
    return new StoreCorruptException(
        file(Place.segment(place)),
        Place.offset(place),
        "message " + number + " of queue " + queueId,
        found,
        NEXT);
  }

  /** The error for a record that replay cannot read. */
  StoreCorruptException unreadable(long place, OperationFormat.FormatException problem) {
    return new StoreCorruptException(
        file(Place.segment(place)),
        Place.offset(place),
        "an operation",
        problem.getMessage(),
        NEXT);
  }

  private Path file(int segment) {
    return journal.segment(segment).file();
  }

  /**
   * Fills in the places and sizes of a chunk's messages, but for those in the open segment.
   *
   * @return whether no damage hides any of them
   */
  boolean locate(int queueId, long firstNumber, PlacesInUse inUse, long[] places, int[] sizes) {
    boolean complete = true;
    for (int i = 0; i < inUse.size(); i++) {
      if (journal.isIndexable(inUse.segment(i))) {
        complete &= indexes.locate(inUse.segment(i), queueId, firstNumber, places, sizes);
      }
    }
    return complete;
  }

  /** Makes sure that nothing lives in a segment whose messages were moved elsewhere. */
  void requireEmptied(int segment) {
    SegmentUsage.Use use = usage.uses().get(segment);
    if (use != null && use.messages() > 0) {
      throw new StoreCorruptException(
          file(segment),
          Math.max(0, indexes.damagedFrom(segment)),
          "messages that can be moved",
          use.messages() + " that cannot",
          NEXT);
    }
  }

  /** The error for a live message that none of its chunk's segments holds. */
  StoreCorruptException lost(int queueId, long number, PlacesInUse inUse) {
    int segment = inUse.size() == 0 ? journal.openSegment() : inUse.segment(0);
    long offset = 0;
    String found = "no such message";
    for (int i = 0; i < inUse.size() && offset == 0; i++) {
      int damaged =
          journal.isIndexable(inUse.segment(i)) ? indexes.damagedFrom(inUse.segment(i)) : -1;
      if (damaged >= 0) {
        segment = inUse.segment(i);
        offset = damaged;
        found = "damage from there on that hides it";
      }
    }
    return new StoreCorruptException(
        file(segment), offset, "message " + number + " of queue " + queueId, found, NEXT);
  }
}
