package dev.pinfold.offline;

import dev.pinfold.state.Operation;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells which operations of a journal, read forward, are within two times. The time of an operation
 * is that of the latest arrival so far; before the first addition it is earlier than any.
 */
final class TimeWindow {
  /** Where an operation is. */
  enum Side {
    BEFORE,
    WITHIN,
    BEHIND
  }

  private final long fromMillis;
  private final long toMillis;
  private long latestMillis = Long.MIN_VALUE;
  private Optional<Instant> latest = Optional.empty(); // the same, once it was asked for

  TimeWindow(JournalQuery query) {
    fromMillis = millis(query.from(), Long.MIN_VALUE);
    toMillis = millis(query.to(), Long.MAX_VALUE);
  }

  private static long millis(Optional<JournalBound> bound, long none) {
    return bound.isPresent() && bound.get() instanceof JournalBound.OfTime time
        ? millis(time.time())
        : none;
  }

  /** The nearest that there is. */
  private static long millis(Instant time) {
    try {
      return time.toEpochMilli();
    } catch (ArithmeticException e) {
      return time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /** The time of the operation that came last; empty before the first addition. */
  Optional<Instant> latest() {
    if (latest.isEmpty() || latest.get().toEpochMilli() != latestMillis) {
      latest =
          latestMillis == Long.MIN_VALUE
              ? Optional.empty()
              : Optional.of(Instant.ofEpochMilli(latestMillis));
    }
    return latest;
  }

  /** Where the operation is that comes next. */
  Side of(Operation operation) {
    if (operation instanceof Operation.Add add) {
      latestMillis = Math.max(latestMillis, add.message().arrivalMillis());
    }
    if (latestMillis > toMillis) {
      return Side.BEHIND;
    }
    return latestMillis < fromMillis ? Side.BEFORE : Side.WITHIN;
  }
}
