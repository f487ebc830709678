package dev.pinfold.offline;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which segment file counts where several tell of the same transactions. What an opening had given
 * up does not count: a later segment holds the same transactions. So does what a former use left in
 * a file without header. A copy of a segment counts beside it.
 */
final class SegmentClaims {
  private final TreeMap<Long, SegmentPart> headed = new TreeMap<>(); // by their first transactions
  private final Map<Integer, Long> behind = new TreeMap<>(); // by number: where later ones begin
  private final List<SegmentPart> parts;
  private final List<SegmentPart> headless;

  SegmentClaims(List<SegmentPart> parts) {
    this.parts = List.copyOf(parts);
    headless = parts.stream().filter(part -> !part.isHeaded()).toList();
    List<SegmentPart> latestFirst =
        parts.stream()
            .filter(SegmentPart::isHeaded)
            .sorted(Comparator.comparingInt(SegmentPart::segment).reversed())
            .toList();
    long lowest = Long.MAX_VALUE;
    for (SegmentPart part : latestFirst) {
      behind.putIfAbsent(part.segment(), lowest);
      headed.putIfAbsent(part.first(), part); // the later one, when nothing is in this one
      lowest = Math.min(lowest, part.first());
    }
  }

  /**
   * Whether what a part tells of a transaction counts.
   *
   * @param lowest the transaction is not before this one
   * @param next and it is before this one
   * @param isBehindHole whether a damaged document is before it in the part
   */
  boolean counts(SegmentPart part, long lowest, long next, boolean isBehindHole) {
    if (next == Long.MAX_VALUE && isGivenUp(part, lowest)) {
      return false;
    }
    return part.isHeaded()
        ? lowest < behind.get(part.segment())
            && !(isBehindHole && part.end() == Integer.MAX_VALUE && isBegunAnew(part, lowest))
        : !isHeldElsewhere(part, lowest, next);
  }

  /**
   * Whether what follows the last whole document of a part was torn: another one begins with it.
   */
  private boolean isGivenUp(SegmentPart part, long transaction) {
    return transaction > part.first()
        && parts.stream()
            .anyMatch(other -> other.salt() != part.salt() && other.first() == transaction);
  }

  /** A hole is where an opening ends; the header of the segment that it began may be damaged. */
  private boolean isBegunAnew(SegmentPart part, long transaction) {
    return headless.stream()
        .anyMatch(
            other ->
                other.salt() != part.salt()
                    && other.first() >= part.firm()
                    && transaction >= other.first());
  }

  private boolean isHeldElsewhere(SegmentPart part, long lowest, long next) {
    return holder(lowest, next).filter(other -> other.salt() != part.salt()).isPresent();
  }

  /** The segment with a header that holds all of these transactions, if there is one. */
  Optional<SegmentPart> holder(long lowest, long next) {
    return Optional.ofNullable(headed.floorEntry(lowest))
        .map(Map.Entry::getValue)
        .filter(part -> next <= part.firm());
  }
}
