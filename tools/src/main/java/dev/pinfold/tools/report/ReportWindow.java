package dev.pinfold.tools.report;

import dev.pinfold.offline.JournalBound;
import java.util.Optional;

/**
 * The part of the journal that the charts are about, and whether what is read now is in it. What is
 * before it is followed, and what is behind it is taken off how many messages there are now. One
 * thread at a time.
 */
public final class ReportWindow {
  private final long firstTransaction;
  private final long lastTransaction;
  private final long fromMillis;
  private final long toMillis;
  private boolean isBefore;
  private boolean isBehind;

  /**
   * From one place to another, both included.
   *
   * @param from a transaction or a time; empty for the journal's start
   * @param to a transaction or a time; empty for the journal's end
   */
  public ReportWindow(Optional<JournalBound> from, Optional<JournalBound> to) {
    this.firstTransaction = transaction(from, 1);
    this.lastTransaction = transaction(to, Long.MAX_VALUE);
    this.fromMillis = millis(from, Long.MIN_VALUE);
    this.toMillis = millis(to, Long.MAX_VALUE);
  }

  /** All of the journal. */
  public static ReportWindow all() {
    return new ReportWindow(Optional.empty(), Optional.empty());
  }

  private static long transaction(Optional<JournalBound> bound, long none) {
    return bound.isPresent() && bound.get() instanceof JournalBound.OfTransaction transaction
        ? transaction.number()
        : none;
  }

  /** Of a year that milliseconds do not reach, the nearest. */
  private static long millis(Optional<JournalBound> bound, long none) {
    if (bound.isEmpty() || !(bound.get() instanceof JournalBound.OfTime time)) {
      return none;
    }
    try {
      return time.time().toEpochMilli();
    } catch (ArithmeticException e) {
      return time.time().getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /**
   * Goes on to an operation.
   *
   * @param latestMillis the latest arrival so far
   */
  void reach(long transaction, long latestMillis) {
    isBefore = transaction < firstTransaction || latestMillis < fromMillis;
    isBehind = transaction > lastTransaction || latestMillis > toMillis;
  }

  /** Whether what is read now counts. */
  boolean isWithin() {
    return !isBefore && !isBehind;
  }

  /** Whether the charts end before what is read now. */
  boolean isBehind() {
    return isBehind;
  }
}
