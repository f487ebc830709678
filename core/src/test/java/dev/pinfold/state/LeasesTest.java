package dev.pinfold.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LeasesTest {
  private static final int NUMBERS = 300;

  private final LiveSet live = new LiveSet(1, (queueId, first) -> new HeapContent());
  private final Leases leases = new Leases(live);
  private final TreeSet<Long> naiveLive = new TreeSet<>();
  private final TreeMap<Long, Long> naiveUntil = new TreeMap<>();

  private void add(long number) {
    live.put(new StoredMessage(number, 0, 0, new byte[0], new byte[0]), 0);
    naiveLive.add(number);
  }

  private void remove(long first, long last) {
    live.removeRange(first, last);
    leases.removed(first, last);
    naiveLive.subSet(first, true, last, true).clear();
    naiveUntil.subMap(first, true, last, true).clear();
  }

  private boolean hidden(long number, long now) {
    long until = naiveUntil.getOrDefault(number, 0L);
    return until != 0 && until > now;
  }

  /** Hidden is what a loop says, and a run has no live number in it that is not. */
  @Property(tries = 60)
  void hidesWhatIsLeasedAtATime(@ForAll long seed) {
    LeasesTest test = new LeasesTest();
    test.run(new Random(seed));
  }

  private void run(Random random) {
    for (long number = 1; number <= NUMBERS; number++) {
      if (random.nextInt(4) > 0) {
        add(number * 20);
      }
    }
    long now = 1_000;
    for (int step = 0; step < 300 && !naiveLive.isEmpty(); step++) {
      Long number = naiveLive.ceiling((long) random.nextInt(NUMBERS * 20));
      long picked = number == null ? naiveLive.first() : number;
      switch (random.nextInt(10)) {
        case 0 -> now += random.nextInt(30) - 10;
        case 1 -> {
          leases.release(picked);
          naiveUntil.computeIfPresent(picked, (n, until) -> 0L);
        }
        case 2 -> remove(picked, picked + random.nextInt(100));
        default -> {
          long until = now + random.nextInt(40);
          leases.put(picked, new MessageLease(until, step));
          naiveUntil.put(picked, until);
        }
      }
      if (random.nextInt(4) == 0) {
        compare(now);
      }
    }
  }

  private void compare(long now) {
    long next =
        naiveUntil.values().stream()
            .filter(until -> until != 0 && until > now)
            .min(Long::compare)
            .orElse(Leases.NEVER);
    assertThat(leases.nextEndAfter(now)).isEqualTo(next);
    int runs = 0;
    boolean before = false;
    for (long number : naiveLive) {
      boolean hidden = leases.isHidden(number, now);
      assertThat(hidden).as("%s at %s", number, now).isEqualTo(hidden(number, now));
      if (hidden) {
        for (long inRun :
            naiveLive.subSet(leases.firstOfRun(number), true, leases.lastOfRun(number), true)) {
          assertThat(hidden(inRun, now)).as("%s in the run of %s", inRun, number).isTrue();
        }
      }
      runs += hidden && !before ? 1 : 0;
      before = hidden;
    }
    assertThat(leases.runs()).isEqualTo(runs);
  }

  @Test
  void runsMeetOverWhatIsDead() {
    for (long number = 1; number <= 10_000; number++) {
      add(number);
    }
    assertThat(leases.isHidden(1, 0)).isFalse();
    for (long number = 1; number <= 10_000; number += 2) {
      leases.put(number, new MessageLease(100, 1));
    }
    assertThat(leases.isHidden(1, 50)).isTrue();
    assertThat(leases.runs()).isEqualTo(5_000);
    for (long number = 2; number <= 10_000; number += 2) {
      remove(number, number);
    }
    assertThat(leases.runs()).isEqualTo(1);
    assertThat(leases.lastOfRun(1)).isGreaterThanOrEqualTo(9_999);
    for (long number = 3; number <= 9_999; number += 4) {
      remove(number, number);
    }
    assertThat(leases.runs()).isEqualTo(1);
    assertThat(leases.isHidden(1, 100)).isFalse();
    assertThat(leases.runs()).isZero();
  }
}
