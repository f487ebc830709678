package dev.pinfold.benchmarks.report;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Has the name by which samples tell a force. */
final class UnforcedTail {
  private UnforcedTail() {}

  /** Something that does nothing but wait, in what looks like a force, for so long. */
  static Callable<Boolean> forcing(int millis) {
    return () -> forceAll(millis);
  }

  private static boolean forceAll(int millis) throws InterruptedException {
    return new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
  }
}
