package dev.pinfold.state;

import java.util.List;

/**
 * Operations that happen together or not at all.
 *
 * @param number 1, 2, 3, … over the journal; {@link #UNNUMBERED} for one that touches queues in
 *     memory only
 * @param operations in the order of their application, at least one; shared, not copied
 */
public record Transaction(long number, List<Operation> operations) {
  /** The number of a transaction that no journal holds. */
  public static final long UNNUMBERED = 0;

  /** The same, with a list of its own. */
  public Transaction copy() {
    return new Transaction(number, List.copyOf(operations));
  }
}
