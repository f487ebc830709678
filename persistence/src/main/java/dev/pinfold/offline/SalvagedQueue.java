package dev.pinfold.offline;

import java.util.List;
import java.util.Objects;

/**
 * What was brought back of a queue.
 *
 * @param name its name in the new store, not null
 * @param isNamed whether the old store told its name; else it is made up
 * @param messages how many were brought back
 * @param lost numbers of messages that lived, and of which no whole bytes are left
 * @param unknown numbers of which neither journal nor snapshots tell anything: they were added, and
 *     perhaps removed, in what is damaged or missing
 */
public record SalvagedQueue(
    String name,
    boolean isNamed,
    long messages,
    List<NumberRange> lost,
    List<NumberRange> unknown) {
  /** Checks for null and copies the lists. */
  public SalvagedQueue {
    Objects.requireNonNull(name, "name");
    lost = List.copyOf(lost);
    unknown = List.copyOf(unknown);
  }

  /** Whether nothing is known to be missing. */
  public boolean isWhole() {
    return isNamed && lost.isEmpty() && unknown.isEmpty();
  }
}
