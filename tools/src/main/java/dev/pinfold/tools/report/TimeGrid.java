package dev.pinfold.tools.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts over time, in at most {@value #MOST} steps of equal width: when time goes on beyond them,
 * pairs are put together. So a second and a year take the same room, and nobody has to know before
 * how long it is. Times do not go back. One thread at a time.
 */
final class TimeGrid {
  static final int MOST = 512;

  private final List<Counts> counts = new ArrayList<>();
  private long startMillis;
  private long widthMillis = 1;
  private boolean isStarted;
  private int used = 1;

  /** What is counted in each step. */
  final class Counts {
    private final long[] steps = new long[MOST];

    private Counts() {}

    /** Counts at the time that was {@linkplain TimeGrid#reach reached}. */
    void add(long number) {
      steps[used - 1] += number;
    }

    /** The steps up to the last time that was reached. */
    long[] steps() {
      return Arrays.copyOf(steps, used);
    }

    /** Puts pairs together; the first step is one of a pair, or both. */
    private void widen(int offset) {
      for (int i = 0; i < MOST; i++) {
        long number = steps[i];
        steps[i] = 0;
        steps[(i + offset) / 2] += number;
      }
    }
  }

  /** Something more to count. */
  Counts counts() {
    Counts more = new Counts();
    counts.add(more);
    return more;
  }

  /** Goes on to a time; what is counted before the first one counts as at that. */
  void reach(long millis) {
    if (!isStarted) {
      isStarted = true;
      startMillis = millis;
    }
    while ((millis - startMillis) / widthMillis >= MOST) {
      widen();
    }
    used = (int) ((millis - startMillis) / widthMillis) + 1;
  }

  private void widen() {
    long aligned = Math.floorDiv(startMillis, 2 * widthMillis) * 2 * widthMillis;
    int offset = (int) ((startMillis - aligned) / widthMillis);
    counts.forEach(each -> each.widen(offset));
    startMillis = aligned;
    widthMillis *= 2;
  }

  /** Whether any time was reached. */
  boolean isStarted() {
    return isStarted;
  }

  /** Where the first step begins, in milliseconds since 1970. */
  long startMillis() {
    return startMillis;
  }

  /** How long a step is. */
  long widthMillis() {
    return widthMillis;
  }
}
