package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PlacesInUseTest {

  @Property(tries = 200)
  void countsAsAMapDoes(@ForAll long seed) {
    Random random = new Random(seed);
    PlacesInUse inUse = new PlacesInUse();
    TreeMap<Integer, Integer> counts = new TreeMap<>();
    for (int i = 0; i < 300; i++) {
      int segment = 1 + random.nextInt(12);
      if (random.nextBoolean() || !counts.containsKey(segment)) {
        inUse.add(segment, 1, 10);
        counts.merge(segment, 1, Integer::sum);
      } else {
        inUse.remove(segment, 1, 10);
        counts.computeIfPresent(segment, (s, count) -> count == 1 ? null : count - 1);
      }
      assertThat(inUse.contains(segment)).isEqualTo(counts.containsKey(segment));
    }
    assertThat(countsOf(inUse)).isEqualTo(counts);
    assertThat(countsOf(inUse.copy())).isEqualTo(counts);
  }

  @Test
  void aCopyIsOnItsOwnAndGrows() {
    PlacesInUse original = new PlacesInUse();
    PlacesInUse copy = original.copy();
    copy.add(3, 2, 20);
    copy.add(4, 1, 5);
    assertThat(countsOf(copy)).isEqualTo(Map.of(3, 2, 4, 1));
    assertThat(original.size()).isZero();
  }

  private static Map<Integer, Integer> countsOf(PlacesInUse inUse) {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int i = 0; i < inUse.size(); i++) {
      counts.put(inUse.segment(i), inUse.count(i));
      assertThat(inUse.bytes(i)).isGreaterThan(0);
    }
    return counts;
  }
}
