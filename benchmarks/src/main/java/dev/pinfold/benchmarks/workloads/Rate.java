package dev.pinfold.benchmarks.workloads;

/** A number of messages and the time they took. */
record Rate(long messages, long nanos) {
  double perSecond() {
    return messages * 1e9 / Math.max(1, nanos);
  }

  double seconds() {
    return nanos / 1e9;
  }
}
