package dev.pinfold.offline;

import java.time.Instant;
import java.util.Objects;

/** One end, that counts itself, of what is asked for of a journal. */
public sealed interface JournalBound {
  /**
   * A transaction.
   *
   * @param number its number
   */
  record OfTransaction(long number) implements JournalBound {}

  /**
   * One operation of a transaction.
   *
   * @param transaction the number of the transaction
   * @param index of the operation in it, from 0
   */
  record OfOperation(long transaction, int index) implements JournalBound {}

  /**
   * A time. Additions alone carry one; whatever else counts with the last addition before it.
   *
   * @param time not null
   */
  record OfTime(Instant time) implements JournalBound {
    /** Checks for null. */
    public OfTime {
      Objects.requireNonNull(time, "time");
    }
  }
}
