package dev.pinfold.offline;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the journal, as far as it is still there, tells of a queue's messages. Additions alone carry
 * a time, so rates are over the time between the first and the last of them.
 *
 * @param added how many were added
 * @param ended how many were taken, or removed otherwise; a number that was not there counts, too
 * @param first when the first of those arrived; empty when none was added
 * @param last when the last of those arrived
 */
public record QueueTraffic(
    long added, long ended, Optional<Instant> first, Optional<Instant> last) {
  /** Nothing that is told of. */
  public static final QueueTraffic NONE =
      new QueueTraffic(0, 0, Optional.empty(), Optional.empty());

  private static final double NANOS = 1e9;

  /** Checks for nulls. */
  public QueueTraffic {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(last, "last");
  }

  /** Additions a second; empty when all arrived at once, or none. */
  public OptionalDouble addedPerSecond() {
    return perSecond(added);
  }

  /** Messages a second that were taken, or removed otherwise; empty when no time is told. */
  public OptionalDouble endedPerSecond() {
    return perSecond(ended);
  }

  private OptionalDouble perSecond(long messages) {
    if (first.isEmpty() || !last.orElseThrow().isAfter(first.get())) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        messages * NANOS / Duration.between(first.get(), last.get()).toNanos());
  }
}
