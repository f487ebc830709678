package dev.pinfold.durable;

import dev.pinfold.state.Chunk;
import dev.pinfold.state.EngineState;
import dev.pinfold.state.QueueState;
import dev.pinfold.state.StoredMessage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Holds what a state says of where its messages lie against the journal: each message that lives
 * must be there, and in each segment as many of a chunk of numbers, with as many bytes, as the
 * state says. It is shown the journal backward, since a message that was moved lies where it was
 * last. Takes a bit of heap for each number. One thread at a time.
 */
public final class PlacesCheck {
  private final EngineState state;
  private final Map<Integer, TreeMap<Long, Tally>> tallies = new TreeMap<>();
  private long messages;

  /** What the journal has of a chunk. */
  private static final class Tally {
    private final Chunk chunk;
    private final PlacesInUse found = new PlacesInUse();
    private final long[] missing = new long[Chunk.SIZE / Long.SIZE]; // a bit for each number
    private long bytes;

    Tally(Chunk chunk) {
      this.chunk = chunk;
      long[] bits = chunk.bits();
      if (bits == null) {
        Arrays.fill(missing, -1L);
      } else {
        System.arraycopy(bits, 0, missing, 0, bits.length);
      }
    }

    /** Whether the message was looked for until now. */
    boolean take(int slot, int segment, int size) {
      long bit = 1L << slot;
      boolean isNew = (missing[slot >>> 6] & bit) != 0;
      if (isNew) {
        missing[slot >>> 6] &= ~bit;
        found.add(segment, 1, size);
        bytes += size;
      }
      return isNew;
    }
  }

  /**
   * A check of the queues as they are now; they are not to be changed meanwhile.
   *
   * @param queues restored ones that know where messages lie, not null
   */
  public PlacesCheck(RestoredQueues queues) {
    state = queues.state();
    for (QueueState queue : state.queues()) {
      if (queue.policy().durability().isJournaled()) {
        TreeMap<Long, Tally> chunks = new TreeMap<>();
        queue.live().chunks().forEach(chunk -> chunks.put(chunk.firstNumber(), new Tally(chunk)));
        tallies.put(queue.id(), chunks);
      }
    }
  }

  /**
   * Takes a record of the journal, in reverse order, the first being the last one that the state
   * knows of.
   *
   * @param segment where it lies
   * @param record its bytes; the position is kept
   * @throws IllegalArgumentException when they are no operation
   */
  public void record(int segment, ByteBuffer record) {
    if (!OperationFormat.isMessage(record)) {
      return;
    }
    int start = record.position();
    try {
      Map<Long, Tally> chunks = tallies.get(OperationFormat.queueId(record));
      StoredMessage message = OperationFormat.readMessage(record, OperationFormat.Part.NOTHING);
      long first = Chunk.firstNumberOf(message.number());
      Tally tally = chunks == null ? null : chunks.get(first);
      if (tally != null && tally.take((int) (message.number() - first), segment, message.size())) {
        messages++;
      }
    } catch (OperationFormat.FormatException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } finally {
      record.position(start);
    }
  }

  /** How many messages that live were found so far. */
  public long messages() {
    return messages;
  }

  /** The first thing, in words, in which the state and the journal differ, once all was shown. */
  public Optional<String> firstDifference() {
    for (Map.Entry<Integer, TreeMap<Long, Tally>> queue : tallies.entrySet()) {
      String name = "queue \"" + state.queue(queue.getKey()).name() + "\": ";
      for (Tally tally : queue.getValue().values()) {
        Optional<String> difference = differenceOf(tally);
        if (difference.isPresent()) {
          return difference.map(text -> name + text);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> differenceOf(Tally tally) {
    Chunk chunk = tally.chunk;
    int slot = Chunk.nextLive(tally.missing, 0);
    if (slot >= 0) {
      return Optional.of(
          "message " + (chunk.firstNumber() + slot) + " lives, but the journal has nothing of it");
    }
    String numbers =
        "of the messages "
            + chunk.firstNumber()
            + " to "
            + (chunk.firstNumber() + Chunk.SIZE - 1)
            + ", ";
    PlacesInUse said = ((JournalContent) chunk.content()).inUse();
    int live = 0;
    for (int i = 0; i < said.size(); i++) {
      Optional<String> difference = differenceOf(said, i, tally.found);
      if (difference.isPresent()) {
        return difference.map(text -> numbers + text);
      }
      live += said.count(i);
    }
    for (int i = 0; i < tally.found.size(); i++) {
      if (said.indexOf(tally.found.segment(i)) < 0) {
        return Optional.of(
            numbers + "some lie in segment " + tally.found.segment(i) + ", which is not said");
      }
    }
    if (live != chunk.live()) {
      return Optional.of(numbers + chunk.live() + " live by their count, and " + live + " do");
    }
    return tally.bytes == chunk.bytes()
        ? Optional.empty()
        : Optional.of(
            numbers
                + "those that live have "
                + tally.bytes
                + " bytes, and not "
                + chunk.bytes()
                + " as is said");
  }

  private static Optional<String> differenceOf(PlacesInUse said, int index, PlacesInUse found) {
    int segment = said.segment(index);
    int at = found.indexOf(segment);
    int count = at < 0 ? 0 : found.count(at);
    long bytes = at < 0 ? 0 : found.bytes(at);
    return count == said.count(index) && bytes == said.bytes(index)
        ? Optional.empty()
        : Optional.of(
            count
                + " with "
                + bytes
                + " bytes lie in segment "
                + segment
                + ", and not "
                + said.count(index)
                + " with "
                + said.bytes(index)
                + " as is said");
  }
}
