package dev.pinfold.offline;

import dev.pinfold.QueuePolicy;
import java.util.Objects;
import java.util.Optional;

/** A thing in which the queues at one moment, or of one store, differ from those of another. */
public sealed interface Change {
  /** The name of the queue that it is about. */
  String queue();

  /**
   * What is left of it for who asks for messages of some numbers: of messages the part within, and
   * a queue that is there in one of them alone, with all of its messages. Empty for all else.
   *
   * @param numbers not null
   */
  default Optional<Change> within(NumberRange numbers) {
    if (!(this instanceof Messages messages)) {
      return this instanceof Existence ? Optional.of(this) : Optional.empty();
    }
    long first = Math.max(messages.first(), numbers.first());
    long last = Math.min(messages.last(), numbers.last());
    return first > last
        ? Optional.empty()
        : Optional.of(new Messages(queue(), messages.kind(), first, last));
  }

  /**
   * A queue that is in one of them alone.
   *
   * @param queue its name, not null
   * @param isNew whether it is in the second one
   * @param messages how many it holds
   */
  record Existence(String queue, boolean isNew, long messages) implements Change {
    /** Checks for null. */
    public Existence {
      Objects.requireNonNull(queue, "queue");
    }
  }

  /**
   * Another policy.
   *
   * @param queue the queue's name, not null
   * @param before of the first one, not null
   * @param after of the second one, not null
   */
  record Policy(String queue, QueuePolicy before, QueuePolicy after) implements Change {
    /** Checks for nulls. */
    public Policy {
      Objects.requireNonNull(queue, "queue");
      Objects.requireNonNull(before, "before");
      Objects.requireNonNull(after, "after");
    }
  }

  /**
   * Another number for the next message.
   *
   * @param queue the queue's name, not null
   * @param before of the first one
   * @param after of the second one
   */
  record NextNumber(String queue, long before, long after) implements Change {
    /** Checks for null. */
    public NextNumber {
      Objects.requireNonNull(queue, "queue");
    }
  }

  /**
   * Messages of consecutive numbers to which the same happened.
   *
   * @param queue the queue's name, not null
   * @param kind what happened, not null
   * @param first the lowest number
   * @param last the highest number
   */
  record Messages(String queue, Kind kind, long first, long last) implements Change {
    /** What may happen. */
    public enum Kind {
      /** They are in the second one alone. */
      ADDED,
      /** They are in the first one alone. */
      GONE,
      /** Their headers, payloads or arrivals differ: they are others. */
      OTHER,
      /** Their leases or counts of deliveries differ. */
      LEASED
    }

    /** Checks for nulls. */
    public Messages {
      Objects.requireNonNull(queue, "queue");
      Objects.requireNonNull(kind, "kind");
    }

    /** How many they are. */
    public long count() {
      return last - first + 1;
    }
  }
}
