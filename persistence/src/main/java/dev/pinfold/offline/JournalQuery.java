package dev.pinfold.offline;

import dev.pinfold.state.Operation;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which operations of a journal are asked for: those that fit all parts.
 *
 * @param queue the name of their queue; empty for all
 * @param from where they begin; empty for the start
 * @param to where they end; empty for the end
 * @param kinds what they do; all kinds for all
 * @param message the number of a message that they are about; empty for all
 * @param content whether messages are wanted with headers and payload
 */
public record JournalQuery(
    Optional<String> queue,
    Optional<JournalBound> from,
    Optional<JournalBound> to,
    Set<EntryKind> kinds,
    OptionalLong message,
    boolean content) {
  /** Everything, with headers and payloads. */
  public static final JournalQuery ALL =
      new JournalQuery(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          EnumSet.allOf(EntryKind.class),
          OptionalLong.empty(),
          true);

  /** Checks for nulls and copies the set. */
  public JournalQuery {
    Objects.requireNonNull(queue, "queue");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(message, "message");
    kinds = Set.copyOf(kinds);
  }

  /** The same of one queue. */
  public JournalQuery ofQueue(String name) {
    return new JournalQuery(Optional.of(name), from, to, kinds, message, content);
  }

  /** The same from here on. */
  public JournalQuery from(JournalBound bound) {
    return new JournalQuery(queue, Optional.of(bound), to, kinds, message, content);
  }

  /** The same up to here. */
  public JournalQuery to(JournalBound bound) {
    return new JournalQuery(queue, from, Optional.of(bound), kinds, message, content);
  }

  /** The same of these kinds. */
  public JournalQuery ofKinds(Set<EntryKind> wanted) {
    return new JournalQuery(queue, from, to, wanted, message, content);
  }

  /** The same about one message. */
  public JournalQuery ofMessage(long number) {
    return new JournalQuery(queue, from, to, kinds, OptionalLong.of(number), content);
  }

  /** The same without headers and payloads, which is quicker. */
  public JournalQuery withoutContent() {
    return new JournalQuery(queue, from, to, kinds, message, false);
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

  /** Whether an operation is one of these kinds, and about these messages. */
  boolean isAbout(Operation operation) {
    long first = JournalEntry.firstNumber(operation);
    long last = JournalEntry.lastNumber(operation);
    return kinds.contains(EntryKind.of(operation))
        && (message.isEmpty() || (first <= message.getAsLong() && message.getAsLong() <= last))
        && !(from.isPresent()
            && from.get() instanceof JournalBound.OfMessage bound
            && last < bound.number())
        && !(to.isPresent()
            && to.get() instanceof JournalBound.OfMessage bound
            && (first == 0 || first > bound.number()));
  }

  /** Whether an end is a time. */
  boolean hasTimes() {
    return isTime(from) || isTime(to);
  }

  static boolean isTime(Optional<JournalBound> bound) {
    return bound.isPresent() && bound.get() instanceof JournalBound.OfTime;
  }
}
