package dev.pinfold.offline;

import dev.pinfold.state.Chunk;
import dev.pinfold.state.EngineState;
import dev.pinfold.state.LiveSet;
import dev.pinfold.state.QueueState;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The first thing in which two states of the journaled queues differ: queues, policies, numbers,
 * leases, and which messages live. Where those lie is for {@link dev.pinfold.durable.PlacesCheck}.
 * Nothing is read of the messages.
 */
final class StateDifference {
  private static final int WORDS = Chunk.SIZE / Long.SIZE;

  private final String oneName;
  private final String otherName;

  private StateDifference(String oneName, String otherName) {
    this.oneName = oneName;
    this.otherName = otherName;
  }

  /**
   * The first difference in words, empty when there is none.
   *
   * @param oneName what the first state is called in them
   */
  static Optional<String> first(
      String oneName, EngineState one, String otherName, EngineState other) {
    return new StateDifference(oneName, otherName).first(one, other);
  }

  private Optional<String> first(EngineState one, EngineState other) {
    Map<Integer, QueueState> ones = journaled(one);
    Map<Integer, QueueState> others = journaled(other);
    TreeSet<Integer> all = new TreeSet<>(ones.keySet());
    all.addAll(others.keySet());
    Optional<String> difference =
        differ("the last transaction", one.lastTransaction(), other.lastTransaction());
    for (int id : all) {
      if (difference.isEmpty()) {
        difference = first(ones.get(id), others.get(id));
      }
    }
    return difference;
  }

  private static Map<Integer, QueueState> journaled(EngineState state) {
    Map<Integer, QueueState> queues = new TreeMap<>();
    for (QueueState queue : state.queues()) {
      if (queue.policy().durability().isJournaled()) {
        queues.put(queue.id(), queue);
      }
    }
    return queues;
  }

  private Optional<String> first(QueueState one, QueueState other) {
    if (one == null || other == null) {
      QueueState there = one == null ? other : one;
      return Optional.of(
          "queue \"" + there.name() + "\" is in " + (one == null ? otherName : oneName) + " alone");
    }
    String queue = "queue \"" + one.name() + "\": ";
    return differ("the name of queue " + one.id(), one.name(), other.name())
        .or(() -> differ(queue + "the policy", one.policy(), other.policy()))
        .or(() -> differ(queue + "the next number", one.nextNumber(), other.nextNumber()))
        .or(
            () ->
                differ(
                    queue + "the last arrival",
                    Instant.ofEpochMilli(one.lastArrivalMillis()),
                    Instant.ofEpochMilli(other.lastArrivalMillis())))
        .or(
            () ->
                differ(
                    queue + "the transaction that changed it last",
                    one.lastTransaction(),
                    other.lastTransaction()))
        .or(() -> differ(queue + "the leases", one.leases().byNumber(), other.leases().byNumber()))
        .or(() -> first(queue, one.live(), other.live()))
        .or(() -> differ(queue + "the count", one.live().count(), other.live().count()));
  }

  private Optional<String> first(String queue, LiveSet one, LiveSet other) {
    Map<Long, Chunk> ones = byFirstNumber(one);
    Map<Long, Chunk> others = byFirstNumber(other);
    TreeSet<Long> all = new TreeSet<>(ones.keySet());
    all.addAll(others.keySet());
    for (long first : all) {
      Chunk chunk = ones.get(first);
      Chunk otherChunk = others.get(first);
      for (int word = 0; word < WORDS; word++) {
        long bits = bits(chunk, word);
        long otherBits = bits(otherChunk, word);
        if (bits != otherBits) {
          int bit = Long.numberOfTrailingZeros(bits ^ otherBits);
          boolean isInOne = (bits & 1L << bit) != 0;
          return Optional.of(
              queue
                  + "message "
                  + (first + (long) word * Long.SIZE + bit)
                  + " lives in "
                  + (isInOne ? oneName : otherName)
                  + " alone");
        }
      }
    }
    return Optional.empty();
  }

  private static Map<Long, Chunk> byFirstNumber(LiveSet live) {
    Map<Long, Chunk> chunks = new TreeMap<>();
    live.chunks().forEach(chunk -> chunks.put(chunk.firstNumber(), chunk));
    return chunks;
  }

  /** 64 of a chunk's live bits; none of a chunk that is not there. */
  private static long bits(Chunk chunk, int word) {
    if (chunk == null) {
      return 0;
    }
    long[] bits = chunk.bits();
    if (bits == null) {
      return -1L;
    }
    return word < bits.length ? bits[word] : 0;
  }

  private Optional<String> differ(String what, Object one, Object other) {
    return Objects.equals(one, other)
        ? Optional.empty()
        : Optional.of(
            what + " is " + one + " in " + oneName + ", and " + other + " in " + otherName);
  }
}
