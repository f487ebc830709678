package dev.pinfold.offline;

/**
 * Consecutive numbers of messages.
 *
 * @param first the lowest
 * @param last the highest, not less
 */
public record NumberRange(long first, long last) {
  /** Checks the order. */
  public NumberRange {
    if (last < first) {
      throw new IllegalArgumentException("from " + first + " to " + last + "; in that order");
    }
  }

  /** How many they are. */
  public long count() {
    return last - first + 1;
  }
}
