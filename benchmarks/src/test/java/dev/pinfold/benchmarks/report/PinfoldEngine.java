package dev.pinfold.benchmarks.report;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Has the names by which samples tell a call to Pinfold's queue. */
final class PinfoldEngine {
  private PinfoldEngine() {}

  static final class PinfoldQueue {
    /** A call that does nothing but wait for so long. */
    boolean waiting(int millis) throws InterruptedException {
      return new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }
  }
}
