package dev.pinfold.offline;

import dev.pinfold.state.Operation;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which operations of a journal are asked for: those that fit all parts.
 *
 * @param queues the names of their queues; empty for all
 * @param from where they begin; empty for the start
 * @param to where they end; empty for the end
 * @param kinds what they do; all kinds for all
 * @param firstMessage the lowest number of messages that they are about; 0 also for those that are
 *     about none
 * @param lastMessage the highest one
 * @param content whether messages are wanted with headers and payload
 */
public record JournalQuery(
    Set<String> queues,
    Optional<JournalBound> from,
    Optional<JournalBound> to,
    Set<EntryKind> kinds,
    long firstMessage,
    long lastMessage,
    boolean content) {
  /** Everything, with headers and payloads. */
  public static final JournalQuery ALL =
      new JournalQuery(
          Set.of(),
          Optional.empty(),
          Optional.empty(),
          EnumSet.allOf(EntryKind.class),
          0,
          Long.MAX_VALUE,
          true);

  /** Checks for nulls and the numbers, and copies the sets. */
  public JournalQuery {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    if (firstMessage < 0 || lastMessage < firstMessage) {
      throw new IllegalArgumentException(
          "messages from " + firstMessage + " to " + lastMessage + "; from 0 up, in that order");
    }
    queues = Set.copyOf(queues);
    kinds = Set.copyOf(kinds);
  }

  /** The same of one queue. */
  public JournalQuery ofQueue(String name) {
    return ofQueues(Set.of(name));
  }

  /** The same of these queues, of all when there are none. */
  public JournalQuery ofQueues(Set<String> names) {
    return new JournalQuery(names, from, to, kinds, firstMessage, lastMessage, content);
  }

  /** The same from here on. */
  public JournalQuery from(JournalBound bound) {
    return new JournalQuery(
        queues, Optional.of(bound), to, kinds, firstMessage, lastMessage, content);
  }

  /** The same up to here. */
  public JournalQuery to(JournalBound bound) {
    return new JournalQuery(
        queues, from, Optional.of(bound), kinds, firstMessage, lastMessage, content);
  }

  /** The same from one place to another; empty for the journal's start and end. */
  public JournalQuery between(Optional<JournalBound> first, Optional<JournalBound> last) {
    return new JournalQuery(queues, first, last, kinds, firstMessage, lastMessage, content);
  }

  /** The same of these kinds. */
  public JournalQuery ofKinds(Set<EntryKind> wanted) {
    return new JournalQuery(queues, from, to, wanted, firstMessage, lastMessage, content);
  }

  /**
   * The same about messages.
   *
   * @param first the lowest of their numbers, 1 or more
   * @param last the highest one, not less
   */
  public JournalQuery ofMessages(long first, long last) {
    return new JournalQuery(queues, from, to, kinds, first, last, content);
  }

  /** The same without headers and payloads, which is quicker. */
  public JournalQuery withoutContent() {
    return new JournalQuery(queues, from, to, kinds, firstMessage, lastMessage, false);
  }

  /**
   * Whether it ends before it begins, so that nothing can be wanted: two transactions, or two
   * times, in the wrong order.
   */
  public boolean isBackward() {
    if (isTime(from) && isTime(to)) {
      return ((JournalBound.OfTime) from.get())
          .time()
          .isAfter(((JournalBound.OfTime) to.get()).time());
    }
    return firstTransaction() > lastTransaction();
  }

  /** The first transaction that may be wanted. */
  long firstTransaction() {
    if (from.isPresent() && from.get() instanceof JournalBound.OfOperation bound) {
      return bound.transaction();
    }
    return from.isPresent() && from.get() instanceof JournalBound.OfTransaction bound
        ? bound.number()
        : 1;
  }

  /** The last transaction that may be wanted. */
  long lastTransaction() {
    if (to.isPresent() && to.get() instanceof JournalBound.OfOperation bound) {
      return bound.transaction();
    }
    return to.isPresent() && to.get() instanceof JournalBound.OfTransaction bound
        ? bound.number()
        : Long.MAX_VALUE;
  }

  /** Whether the place of an operation is one that may be wanted. */
  boolean isWithin(long transaction, int index) {
    if (transaction < firstTransaction() || transaction > lastTransaction()) {
      return false;
    }
    boolean before =
        from.isPresent()
            && from.get() instanceof JournalBound.OfOperation bound
            && transaction == bound.transaction()
            && index < bound.index();
    boolean behind =
        to.isPresent()
            && to.get() instanceof JournalBound.OfOperation bound
            && transaction == bound.transaction()
            && index > bound.index();
    return !before && !behind;
  }

  /**
   * Whether an operation may be one of these queues'.
   *
   * @param name of its queue, null when nothing tells it
   */
  boolean isOf(String name) {
    return queues.isEmpty() || (name != null && queues.contains(name));
  }

  /** Whether an operation is one of these kinds, and about these messages. */
  boolean isAbout(Operation operation) {
    long first = JournalEntry.firstNumber(operation);
    long last = JournalEntry.lastNumber(operation);
    return kinds.contains(EntryKind.of(operation)) && last >= firstMessage && first <= lastMessage;
  }

  /** Whether an end is a time. */
  boolean hasTimes() {
    return isTime(from) || isTime(to);
  }

  static boolean isTime(Optional<JournalBound> bound) {
    return bound.isPresent() && bound.get() instanceof JournalBound.OfTime;
  }
}
