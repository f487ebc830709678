package dev.pinfold.archive;

import dev.pinfold.MessageTooLargeException;
import dev.pinfold.StoreCorruptException;
import dev.pinfold.StoreFullException;
import dev.pinfold.archive.StateMachine.SegmentNeed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses nearly empty segments and has the machine move out what still lives in them. Called
 * without the archive's lock. A segment that cannot be emptied is told of once, and left alone.
 */
final class Compaction {
  private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);
  private static final int FEW_SEGMENTS = 8;
  private static final long FEW_BYTES = 4L << 20;

  private final IntConsumer evacuation;
  private final Supplier<List<SegmentNeed>> needs;
  private final IntSupplier openSegment;
  private final double mostBytes;
  private final Map<Integer, String> impossible = new ConcurrentHashMap<>();
  private Map<Integer, Long> recordsThen = Map.of(); // at the last look; the keeper's alone

  /**
   * @param evacuation moves out what lives in a segment
   * @param needs what the machine needs now; nothing when nothing may be compacted
   * @param openSegment the segment that is being written
   * @param mostBytes a segment with less alive is nearly empty
   */
  Compaction(
      IntConsumer evacuation,
      Supplier<List<SegmentNeed>> needs,
      IntSupplier openSegment,
      double mostBytes) {
    this.evacuation = evacuation;
    this.needs = needs;
    this.openSegment = openSegment;
    this.mostBytes = mostBytes;
  }

  /** All nearly empty segments; how many were emptied. */
  int all() {
    return evacuate(nearlyEmpty(need -> true));
  }

  /**
   * All but those that lost half of their records or more since the last time: they are being
   * drained, and will be empty soon without being copied. On the keeper's thread.
   */
  void settled() {
    Map<Integer, Long> then = recordsThen;
    recordsThen = new HashMap<>();
    needs.get().forEach(need -> recordsThen.put(need.segment(), need.records()));
    int unused =
        evacuate(
            nearlyEmpty(
                need -> need.records() > then.getOrDefault(need.segment(), Long.MAX_VALUE) / 2));
  }

  /**
   * Some of the emptiest, within bounds that nobody feels, when there are several: what lives in
   * one alone is as well where it is. How many were emptied.
   *
   * @param least do nothing when there are fewer
   */
  int few(int least) {
    List<SegmentNeed> few = new ArrayList<>();
    long bytes = 0;
    for (SegmentNeed need : emptiestFirst()) {
      bytes += need.bytes();
      if (few.size() == FEW_SEGMENTS || bytes > FEW_BYTES) {
        break;
      }
      few.add(need);
    }
    return few.size() < least ? 0 : evacuate(few);
  }

  /** The one with the least in it. */
  Optional<Integer> emptiest() {
    return emptiestFirst().stream().findFirst().map(SegmentNeed::segment);
  }

  private List<SegmentNeed> emptiestFirst() {
    List<SegmentNeed> unread = new ArrayList<>(nearlyEmpty(need -> need.views() == 0));
    unread.sort(Comparator.comparingLong(SegmentNeed::bytes));
    return unread;
  }

  private List<SegmentNeed> nearlyEmpty(Predicate<SegmentNeed> wanted) {
    List<SegmentNeed> all = needs.get();
    return all.stream()
        .filter(need -> need.segment() < openSegment.getAsInt())
        .filter(need -> need.records() > 0 && need.bytes() < mostBytes)
        .filter(need -> !impossible.containsKey(need.segment()))
        .filter(wanted)
        .toList();
  }

  private int evacuate(List<SegmentNeed> segments) {
    int emptied = 0;
    for (SegmentNeed need : segments) {
      try {
        emptied += evacuate(need.segment()) ? 1 : 0;
      } catch (StoreFullException e) {
        LOG.debug("no room to compact segment {}", need.segment());
        break;
      }
    }
    return emptied;
  }

  /**
   * Moves out what lives in a segment; whether that could be done.
   *
   * @throws StoreFullException when there is no room for it
   */
  boolean evacuate(int segment) {
    try {
      evacuation.accept(segment);
      return true;
    } catch (MessageTooLargeException e) {
      skip(segment, "a message in it is too large to be moved within segments of this size", e);
    } catch (StoreCorruptException e) {
      if (isNeeded(segment)) { // else it was emptied meanwhile, and went
        skip(segment, "it cannot be compacted: " + e.getMessage(), e);
      }
    }
    return false;
  }

  private boolean isNeeded(int segment) {
    return needs.get().stream().anyMatch(need -> need.segment() == segment);
  }

  private void skip(int segment, String why, RuntimeException e) {
    impossible.put(segment, why);
    LOG.warn("Segment {} stays: {}", segment, why, e);
  }

  /** Why segments cannot be emptied, by their numbers. Thread-safe. */
  Map<Integer, String> impossible() {
    return impossible;
  }
}
