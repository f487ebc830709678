package dev.pinfold.benchmarks.workloads;

/** When a loop ends: after so many messages or so much time, whichever comes first. */
final class Budget {
  /** The clock costs some 25 ns: a loop of cheap steps looks at it every so many messages. */
  private static final int CHEAP_STEPS = 64;

  private final long messages;
  private final long nanos;
  private final long mask;
  private long start;

  private Budget(long messages, long nanos, int between) {
    this.messages = messages;
    this.nanos = nanos;
    this.mask = between - 1L;
  }

  /** For steps of nanoseconds. */
  static Budget ofCheapSteps(long messages, long nanos) {
    return new Budget(messages, nanos, CHEAP_STEPS);
  }

  /** For steps of microseconds or more. */
  static Budget ofSlowSteps(long messages, long nanos) {
    return new Budget(messages, nanos, 1);
  }

  /** Starts the clock. */
  Budget start() {
    start = System.nanoTime();
    return this;
  }

  /** Whether there is a next step after so many messages. */
  boolean goesOn(long done) {
    return done < messages && ((done & mask) != 0 || System.nanoTime() - start < nanos);
  }

  /** How many messages it allows beyond so many. */
  long left(long done) {
    return messages - done;
  }

  /** What was done since the start. */
  Rate rate(long done) {
    return new Rate(done, System.nanoTime() - start);
  }
}
