package dev.pinfold.tools.demo;

import java.time.Duration;

/** When a child is to be killed. */
sealed interface KillPlan {
  /**
   * While it works: a moment after its acknowledgement of so many steps.
   *
   * @param steps 1 or more
   * @param moment how long after, so that the kill falls anywhere in a step
   */
  record WhileWorking(int steps, Duration moment) implements KillPlan {}

  /** So long after its start: while the JVM starts, while it opens the store, or soon after. */
  record AfterStart(Duration delay) implements KillPlan {}

  /** It may come to its end. */
  record Spare() implements KillPlan {}
}
