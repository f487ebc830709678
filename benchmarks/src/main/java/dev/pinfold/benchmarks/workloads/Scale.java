package dev.pinfold.benchmarks.workloads;

import java.util.Locale;

/**
 * How much of a workload is run: all of it, enough to see that it works, or a handful for tests.
 */
public enum Scale {
  FULL(1, 1, 1),
  QUICK(1.0 / 50, 1.0 / 15, 0.1),
  SMOKE(1.0 / 20_000, 1.0 / 200, 0.01);

  private final double messages;
  private final double time;
  private final double queues;

  Scale(double messages, double time, double queues) {
    this.messages = messages;
    this.time = time;
    this.queues = queues;
  }

  /** A number of messages: not less than 200, or than a thousandth of the whole. */
  public long messages(long whole) {
    long least = Math.max(1, Math.min(whole / 1_000, 200));
    return Math.max(least, Math.round(whole * messages));
  }

  /** A number of queues, but 10 or more where the whole is that much. */
  public int queues(int whole) {
    return (int) Math.max(Math.min(whole, 10), Math.round(whole * queues));
  }

  /** A time in nanoseconds. */
  public long nanos(double wholeSeconds) {
    return Math.round(wholeSeconds * time * 1e9);
  }

  /** As on the command line. */
  public static Scale of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
