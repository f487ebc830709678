package dev.pinfold.offline;

import java.util.Objects;
import java.util.Optional;

/**
 * A state of the queues that was rebuilt, held against the same state come to in another way.
 *
 * @param from the transaction of the snapshot that it was built from, 0 for the journal's start
 * @param at the last transaction that was replayed
 * @param against what it was held against, not null
 * @param outcome what came of it, not null
 * @param why the first difference that was found, or why there is nothing to compare, in words;
 *     empty when they are the same
 */
public record Comparison(
    long from, long at, Against against, Outcome outcome, Optional<String> why) {

  /** What a state was held against. */
  public enum Against {
    /** The snapshot at the same transaction. */
    SNAPSHOT,
    /** The state that an opening comes to: the newest snapshot with what follows it. */
    END,
    /** The records of the journal: each message that lives has to be where the state says. */
    JOURNAL
  }

  /** What came of it. */
  public enum Outcome {
    /** They are the same. */
    SAME,
    /** They are not. */
    DIFFERENT,
    /** Something that was needed to compare them is not there any more. */
    IMPOSSIBLE
  }

  /** Checks for nulls. */
  public Comparison {
    Objects.requireNonNull(against, "against");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(why, "why");
  }

  static Comparison of(long from, long at, Against against, Optional<String> difference) {
    Outcome outcome = difference.isEmpty() ? Outcome.SAME : Outcome.DIFFERENT;
    return new Comparison(from, at, against, outcome, difference);
  }

  static Comparison impossible(long from, long at, Against against, String why) {
    return new Comparison(from, at, against, Outcome.IMPOSSIBLE, Optional.of(why));
  }
}
