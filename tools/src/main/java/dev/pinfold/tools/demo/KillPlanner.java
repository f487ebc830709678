package dev.pinfold.tools.demo;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Draws when the next child is killed, so that all kills fall before the work is done. */
final class KillPlanner {
  /** One kill in so many does not wait for the child to get to work. */
  private static final int EARLY_ONE_IN = 6;

  private static final int EARLY_MILLIS = 900;
  private static final int MOMENT_MICROS = 1_000;

  /** How far a child may come between the decision and the kill. */
  private static final int OVERRUN = 60;

  private final RandomGenerator random;

  KillPlanner(RandomGenerator random) {
    this.random = random;
  }

  /**
   * @param left how much work is there for the child
   * @param kills how many more times its kind is to be killed, 1 or more
   */
  KillPlan next(int left, int kills) {
    int most = Math.min(left - OVERRUN, 2 * left / (kills + 1));
    if (most < 1 || random.nextInt(EARLY_ONE_IN) == 0) {
      return new KillPlan.AfterStart(Duration.ofMillis(random.nextInt(1, EARLY_MILLIS)));
    }
    return new KillPlan.WhileWorking(
        random.nextInt(1, most + 1), Duration.ofNanos(1_000L * random.nextInt(MOMENT_MICROS)));
  }
}
