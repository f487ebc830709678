package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what another thread brings about. */
final class Await {
  private static final long DEADLINE_SECONDS = 60;

  private Await() {}

  /** Looks again and again until it is so; fails after a minute. */
  static void until(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    CountDownLatch never = new CountDownLatch(1);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start)
          .as("waiting until " + what)
          .isLessThan(TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS));
      try {
        boolean unused = never.await(5, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted while waiting until " + what, e);
      }
    }
  }
}
