package dev.pinfold.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Live sets against a sorted map of all live numbers and their sizes. */
class LiveSetTest {
  private static final int SIZE = Chunk.SIZE;

  private LiveSet live = new LiveSet(1, (queueId, first) -> new HeapContent());
  private final TreeMap<Long, Integer> model = new TreeMap<>();
  private final TreeMap<Long, Long> arrivals = new TreeMap<>();

  private void put(long number) {
    int bytes = (int) (number % 7);
    live.put(new StoredMessage(number, number * 3, 0, new byte[0], new byte[bytes]), 0);
    model.put(number, bytes);
    arrivals.put(number, number * 3);
  }

  private void fill(long first, long last) {
    LongStream.rangeClosed(first, last).forEach(this::put);
  }

  private void removeRange(long first, long last) {
    live.removeRange(first, last);
    model.subMap(first, true, last, true).clear();
  }

  private static long sum(java.util.Collection<Integer> sizes) {
    return sizes.stream().mapToLong(size -> size).sum();
  }

  private void compareTotals() {
    assertThat(live.count()).isEqualTo(model.size());
    assertThat(live.bytes()).isEqualTo(sum(model.values()));
    assertThat(live.first()).isEqualTo(model.isEmpty() ? LiveSet.NONE : model.firstKey());
    assertThat(live.last()).isEqualTo(model.isEmpty() ? LiveSet.NONE : model.lastKey());
    assertThat(live.chunks()).allMatch(chunk -> chunk.live() > 0);
    assertThat(live.chunks().stream().mapToLong(Chunk::live).sum()).isEqualTo(model.size());
    assertThat(live.chunks().stream().mapToLong(Chunk::bytes).sum()).isEqualTo(sum(model.values()));
  }

  private void compareAt(long number) {
    Long ceiling = model.ceilingKey(number);
    Long floor = model.floorKey(number);
    assertThat(live.contains(number)).isEqualTo(model.containsKey(number));
    assertThat(live.next(number)).isEqualTo(ceiling == null ? LiveSet.NONE : ceiling);
    assertThat(live.previous(number)).isEqualTo(floor == null ? LiveSet.NONE : floor);
    var head = model.headMap(number, true);
    assertThat(live.extentUpTo(number))
        .isEqualTo(new LiveSet.Extent(head.size(), sum(head.values())));
    if (model.containsKey(number)) {
      assertThat(live.size(number)).isEqualTo(model.get(number));
      assertThat(live.get(number).arrivalMillis()).isEqualTo(arrivals.get(number));
    } else {
      assertThatThrownBy(() -> live.get(number)).isInstanceOf(IllegalStateException.class);
    }
  }

  private void compareAroundBorders(long last) {
    for (long border = 0; border <= last + SIZE; border += SIZE) {
      for (long number = Math.max(1, border - 2); number <= border + 2; number++) {
        compareAt(number);
      }
    }
    compareAt(Long.MAX_VALUE);
  }

  @Test
  void anEmptySetHasNothing() {
    compareTotals();
    compareAroundBorders(2 * SIZE);
    removeRange(1, Long.MAX_VALUE);
    compareTotals();
  }

  @Test
  void wholeChunksGoAtOnce() {
    fill(1, 4L * SIZE);
    removeRange(SIZE, 3L * SIZE - 1);
    compareTotals();
    compareAroundBorders(4L * SIZE);
    assertThat(live.chunks())
        .extracting(Chunk::firstNumber)
        .containsExactly(0L, 3L * SIZE, 4L * SIZE);
    removeRange(1, Long.MAX_VALUE);
    assertThat(live.chunks()).isEmpty();
    compareTotals();
  }

  @Test
  void aFullChunkNeedsNoBits() {
    fill(SIZE, 2L * SIZE - 1);
    Chunk chunk = live.chunks().iterator().next();
    assertThat(chunk.bits()).isNull();
    removeRange(SIZE + 100, SIZE + 100);
    assertThat(chunk.bits()).isNotNull();
    compareTotals();
    compareAt(SIZE + 100);
    compareAt(SIZE + 101);
    put(SIZE + 100);
    assertThat(chunk.bits()).isNull();
    compareTotals();
  }

  @Test
  void bitsOfOneMomentStayAsTheyAreAndAreCopiedOnlyWhenTheyChange() {
    fill(1, 300);
    Chunk chunk = live.chunks().iterator().next();
    long[] before = chunk.bits();
    long[] expected = before.clone();
    assertThat(chunk.bits()).isSameAs(before);
    put(301);
    removeRange(5, 5);
    assertThat(before).isEqualTo(expected);
    long[] between = chunk.bits();
    long[] expectedBetween = between.clone();
    removeRange(6, 6);
    put(302);
    assertThat(between).isEqualTo(expectedBetween);
    compareTotals();
  }

  @Test
  void sparseSurvivorsNeedLittleRoom() {
    long last = 50L * SIZE;
    fill(1, last);
    for (long first = 1; first <= last; first += SIZE) {
      removeRange(first, first + SIZE - 2);
    }
    compareTotals();
    assertThat(live.chunks())
        .allSatisfy(
            chunk ->
                assertThat(((HeapContent) chunk.content()).entries()).hasSizeLessThanOrEqualTo(16));
  }

  @Test
  void anEmptiedSetGoesOnInItsChunkAndInTheNext() {
    for (long number = SIZE - 3; number < 2L * SIZE + 3; number += number % 64 == 0 ? 61 : 1) {
      put(number);
      compareTotals();
      removeRange(number, number);
      compareTotals();
      compareAt(number);
      compareAt(number - 1);
      compareAt(number + 1);
    }
    compareAroundBorders(3L * SIZE);
    fill(2L * SIZE + 10, 3L * SIZE + 10);
    compareTotals();
    compareAroundBorders(3L * SIZE);
  }

  @Test
  void aFullChunkIsEmptiedAndUsedAgain() {
    fill(SIZE, 2L * SIZE - 1);
    removeRange(1, Long.MAX_VALUE);
    compareTotals();
    put(SIZE + 70);
    put(SIZE + 3);
    compareTotals();
    for (long number = SIZE; number < SIZE + 140; number++) {
      compareAt(number);
    }
  }

  @Test
  void bitsOfOneMomentStayAsTheyAreWhenAllGo() {
    fill(1, 300);
    long[] before = live.chunks().iterator().next().bits();
    long[] expected = before.clone();
    removeRange(1, 300);
    put(301);
    assertThat(before).isEqualTo(expected);
    compareTotals();
  }

  @Test
  void aNumberIsPutOnce() {
    put(5);
    assertThatThrownBy(() -> put(5)).isInstanceOf(IllegalStateException.class);
    compareTotals();
  }

  @Test
  void theLargestNumberIsOneLikeOthers() {
    put(Long.MAX_VALUE);
    put(Long.MAX_VALUE - 1);
    put(1);
    compareTotals();
    compareAt(Long.MAX_VALUE);
    removeRange(2, Long.MAX_VALUE);
    compareTotals();
    removeRange(1, Long.MAX_VALUE);
    compareTotals();
  }

  @Test
  void bitsSurviveRestoring() {
    fill(1, 3L * SIZE);
    removeRange(10, SIZE + 7);
    removeRange(2L * SIZE + 64, 2L * SIZE + 127);
    LiveSet restored = new LiveSet(1, (queueId, first) -> new HeapContent());
    for (Chunk chunk : live.chunks()) {
      assertThat(restored.last()).isLessThan(chunk.firstNumber() + 1); // looked at in between
      restored.restore(
          new Chunk(
              chunk.firstNumber(), chunk.bits(), chunk.live(), chunk.bytes(), chunk.content()));
      assertThat(restored.last()).isGreaterThanOrEqualTo(chunk.firstNumber());
    }
    assertThat(restored.count()).isEqualTo(live.count());
    assertThat(restored.bytes()).isEqualTo(live.bytes());
    assertThat(restored.first()).isEqualTo(live.first());
    assertThat(restored.last()).isEqualTo(live.last());
    for (long number = 1; number != LiveSet.NONE; number = live.next(number + 1)) {
      assertThat(restored.contains(number)).isTrue();
      assertThat(restored.next(number + 1)).isEqualTo(live.next(number + 1));
      assertThat(restored.previous(number - 1)).isEqualTo(live.previous(number - 1));
    }
  }

  @Property(tries = 30)
  void doesWhatASortedMapDoes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int steps) {
    new LiveSetTest().doRandomSteps(new Random(seed), steps); // a fresh set for each try
  }

  @Property(tries = 30)
  void doesSoWhenRunsGoAtOnce(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int steps) {
    LiveSetTest test = new LiveSetTest();
    test.live = new LiveSet(1, (queueId, first) -> new RunsAtOnce(new Random(seed)));
    test.doRandomSteps(new Random(seed), steps);
  }

  /** Content that lets go of some runs at once, and of others not. */
  private static final class RunsAtOnce extends ForwardingContent {
    private final Random random;

    RunsAtOnce(Random random) {
      super(new HeapContent());
      this.random = random;
    }

    @Override
    public long removeRun(int first, int last) {
      if (random.nextInt(4) == 0) {
        return -1;
      }
      long bytes = 0;
      for (int slot = first; slot <= last; slot++) {
        bytes += size(slot);
        remove(slot);
      }
      return bytes;
    }
  }

  private void doRandomSteps(Random random, int steps) {
    long nextNumber = 1;
    for (int step = 0; step < steps; step++) {
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          long last = nextNumber + random.nextLong(random.nextBoolean() ? 5 : 3L * SIZE);
          fill(nextNumber, last);
          nextNumber = last + 1;
        }
        case 2 -> nextNumber += random.nextLong(2L * SIZE); // as after an alteration: holes
        case 3 -> {
          long first = 1 + random.nextLong(nextNumber + SIZE);
          removeRange(first, first + random.nextLong(random.nextBoolean() ? 3 : 3L * SIZE));
        }
        case 4 -> {
          long stride = 1 + random.nextLong(50);
          long first = 1 + random.nextLong(nextNumber);
          for (long number = first; number < first + 500; number += stride) {
            removeRange(number, number);
          }
        }
        default -> removeRange(1, random.nextInt(4) == 0 ? Long.MAX_VALUE : live.first() + 10);
      }
      compareTotals();
      for (int i = 0; i < 10; i++) {
        compareAt(1 + random.nextLong(nextNumber + SIZE));
      }
      if (random.nextInt(5) == 0) {
        compareAroundBorders(nextNumber);
      }
    }
  }
}
