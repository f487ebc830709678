package dev.pinfold.offline;

import dev.pinfold.state.Operation;
import dev.pinfold.state.StoredMessage;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One operation in the journal.
 *
 * @param transaction the number of its transaction
 * @param index its place among the operations of that transaction, from 0
 * @param last whether it is the last of them
 * @param segment the segment that it lies in
 * @param offset the byte of its record in that segment's file
 * @param queue the name of its queue; null when nothing that is left tells the name of {@link
 *     Operation#queueId}
 * @param operation what it does; not null. A message has headers and payload when they were asked
 *     for
 * @param notBefore of an operation that carries no time: the latest arrival of the additions before
 *     it, which it did not happen before. Empty for an addition, in a pass backward, and before the
 *     first addition of what is read; not null
 */
public record JournalEntry(
    long transaction,
    int index,
    boolean last,
    int segment,
    int offset,
    String queue,
    Operation operation,
    Optional<Instant> notBefore) {
  /** Checks for nulls. */
  public JournalEntry {
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(notBefore, "notBefore");
  }

  /** The same without {@link #notBefore}, which depends on how the journal is read. */
  public JournalEntry withoutBound() {
    return notBefore.isEmpty()
        ? this
        : new JournalEntry(
            transaction, index, last, segment, offset, queue, operation, Optional.empty());
  }

  /** What it does. */
  public EntryKind kind() {
    return EntryKind.of(operation);
  }

  /** The message that it carries: of one that was added or moved. */
  public Optional<StoredMessage> message() {
    if (operation instanceof Operation.Add add) {
      return Optional.of(add.message());
    }
    return operation instanceof Operation.Move move
        ? Optional.of(move.message())
        : Optional.empty();
  }

  /** The first message number that it is about, 0 when it is about none. */
  public long firstNumber() {
    return firstNumber(operation);
  }

  /** The last message number that it is about, 0 when it is about none. */
  public long lastNumber() {
    return lastNumber(operation);
  }

  /**
   * When it happened, as far as it says itself: additions alone carry a time, that of the arrival.
   * The journal tells of no other operation when it happened, only {@linkplain #notBefore before
   * what time it did not}.
   */
  public Optional<Instant> time() {
    return operation instanceof Operation.Add add
        ? Optional.of(Instant.ofEpochMilli(add.message().arrivalMillis()))
        : Optional.empty();
  }

  static long firstNumber(Operation operation) {
    if (operation instanceof Operation.Add add) {
      return add.message().number();
    } else if (operation instanceof Operation.Remove remove) {
      return remove.first();
    } else if (operation instanceof Operation.Lease lease) {
      return lease.number();
    } else if (operation instanceof Operation.Release release) {
      return release.number();
    }
    return operation instanceof Operation.Move move ? move.message().number() : 0;
  }

  static long lastNumber(Operation operation) {
    return operation instanceof Operation.Remove remove ? remove.last() : firstNumber(operation);
  }
}
