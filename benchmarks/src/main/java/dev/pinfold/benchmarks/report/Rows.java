package dev.pinfold.benchmarks.report;

import dev.pinfold.benchmarks.report.Target.Limit;
import dev.pinfold.benchmarks.report.Target.TimesBestPeer;
import dev.pinfold.benchmarks.report.Target.TimesEngine;
import dev.pinfold.benchmarks.report.Target.TimesOwn;
import java.util.List;

/** The rows of the table, with what we want of each. */
final class Rows {
  private static final String RAW = "chronicle";
  private static final String REDIS = "redis";
  private static final String ADDS = "addsPerSecond";
  private static final String PAIRS = "pairsPerSecond";

  static final List<Row> ALL =
      List.of(
          Row.rate("add, PROCESS_CRASH, warm", "add", ADDS, new TimesEngine(RAW, 1.5)),
          Row.rate("add, sustained", "add-sustained", ADDS, new TimesEngine(RAW, 1.3)),
          Row.rate("add in batches of 100, warm", "add-batch", ADDS, new TimesEngine(RAW, 3)),
          Row.rate("add + take in turn, backlog of 1,000", "pairs", PAIRS, new TimesEngine(RAW, 1)),
          Row.rate("take", "take", "takesPerSecond"),
          Row.rate(
              "take in batches of 100",
              "take",
              "batchTakesPerSecond",
              new TimesOwn("takesPerSecond", "a single take", 5)),
          Row.rate("add, POWER_LOSS, 1 thread", "force", ADDS, new TimesEngine(Results.BARE, 0.95)),
          Row.rate(
              "add, POWER_LOSS, 16 threads",
              "force-16",
              ADDS,
              new TimesEngine(Results.BARE, 0.9),
              new TimesEngine(REDIS, 1.3)),
          Row.rate(
              "add, POWER_LOSS, 1 thread asynchronous, 10,000 on the way",
              "force-async",
              ADDS,
              new Limit(1_000_000)),
          Row.rate(
              "add, POWER_LOSS, batches of 100 per force",
              "force-batch",
              ADDS,
              new TimesEngine(RAW, 3.3),
              new TimesBestPeer(2)),
          Row.least(
              "backlog of 5 M: open to first peek, fresh JVM",
              "backlog",
              "openToPeekMillis",
              "ms",
              new Limit(150)),
          Row.least(
              "backlog of 5 M: open to first take, fresh JVM",
              "backlog",
              "openToTakeMillis",
              "ms",
              new Limit(400)),
          Row.least("backlog of 5 M: heap in use", "backlog", "heapMegabytes", "MB", new Limit(64)),
          Row.rate(
              "backlog of 5 M: draining it, each take journaled",
              "backlog",
              "takesPerSecond",
              new TimesEngine(RAW, 0.5)),
          Row.rate(
              "backlog of 5 M: draining it in batches of 100",
              "backlog",
              "batchTakesPerSecond",
              new TimesEngine(RAW, 1)),
          Row.rate(
              "1,000 queues, add + take round robin", "queues", PAIRS, new TimesEngine(RAW, 3)),
          Row.least(
              "1,000 queues, opening all, fresh JVM",
              "queues",
              "openAllMillis",
              "ms",
              new Limit(50)),
          Row.least("add at 50,000/s, open loop: p99", "latency", "p99Micros", "us", new Limit(10)),
          Row.least(
              "add at 50,000/s, open loop: p99.9", "latency", "p999Micros", "us", new Limit(100)),
          Row.least(
              "add at 50,000/s, open loop: max", "latency", "maxMicros", "us", new Limit(2_000)),
          megabytes("add, 1 KB messages, warm", "add-1k", 3),
          megabytes("add, 10 KB messages, warm", "add-10k", 1.3),
          Row.rate(
              "in memory, add + take, 1 thread",
              "memory",
              PAIRS,
              new TimesEngine("blocking-deque", 0.7)),
          Row.rate(
              "in memory, add + take, 8 threads",
              "memory-8",
              PAIRS,
              new TimesEngine("blocking-deque", 1)));

  private Rows() {}

  private static Row megabytes(String title, String workload, double factor) {
    return new Row(
        title, workload, "megabytesPerSecond", "MB/s", true, List.of(new TimesEngine(RAW, factor)));
  }
}
