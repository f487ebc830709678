package dev.pinfold.benchmarks.workloads;

import static dev.pinfold.Durability.MEMORY;
import static dev.pinfold.Durability.POWER_LOSS;
import static dev.pinfold.Durability.PROCESS_CRASH;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All workloads by name: those of the table, and those that show how cost grows. */
public final class Workloads {
  private static final long MILLION = 1_000_000;

  /** Side by side, each a row or more of the table. */
  public static final List<Workload> TABLE =
      List.of(
          new AddWorkload("add", 100, 1, 5 * MILLION, 5, true),
          new AddWorkload("add-sustained", 100, 1, 400 * MILLION, 30, false),
          new AddWorkload("add-batch", 100, 100, 5 * MILLION, 5, true),
          new PairWorkload("pairs", PROCESS_CRASH, 1, 1_000, 20 * MILLION, 5),
          new TakeWorkload("take", 100, 4 * MILLION, 4),
          new ThreadedAddWorkload("force", POWER_LOSS, 100, 1, 1, MILLION, 4),
          new ThreadedAddWorkload("force-16", POWER_LOSS, 100, 16, 1, 2 * MILLION, 4),
          new AsyncAddWorkload("force-async", 10_000, 8 * MILLION, 4),
          new ThreadedAddWorkload("force-batch", POWER_LOSS, 100, 1, 100, 5 * MILLION, 4),
          new BacklogWorkload("backlog", 5 * MILLION),
          new QueuesWorkload("queues", 1_000, 5),
          new LatencyWorkload("latency", 50_000, 10),
          new AddWorkload("add-1k", 1_000, 1, MILLION, 5, true),
          new AddWorkload("add-10k", 10_000, 1, 150_000, 5, true),
          new PairWorkload("memory", MEMORY, 1, 0, 50 * MILLION, 5),
          new PairWorkload("memory-8", MEMORY, 8, 0, 50 * MILLION, 5));

  /** How cost grows. */
  public static final List<Workload> GROWTH = growth();

  private Workloads() {}

  private static List<Workload> growth() {
    List<Workload> all = new ArrayList<>();
    for (int millions : new int[] {1, 10, 100}) {
      all.add(new GrowBacklogWorkload("grow-backlog-" + millions + "m", millions * MILLION));
    }
    for (int queues : new int[] {1, 1_000, 100_000}) {
      all.add(new GrowQueuesWorkload("grow-queues-" + queues, queues));
    }
    for (int threads = 1; threads <= 64; threads *= 2) {
      all.add(
          new ThreadedAddWorkload(
              "grow-threads-" + threads, PROCESS_CRASH, 100, threads, 1, 10 * MILLION, 4));
      all.add(
          new ThreadedAddWorkload(
              "grow-force-threads-" + threads, POWER_LOSS, 100, threads, 1, 2 * MILLION, 4));
    }
    for (int bytes = 10; bytes <= 10_000_000; bytes *= 10) {
      long messages = Math.min(5 * MILLION, 1_500 * MILLION / bytes);
      all.add(new AddWorkload("grow-size-" + bytes, bytes, 1, messages, 5, true));
    }
    for (int bytes = 10; bytes <= 100_000; bytes *= 10) {
      long messages = Math.min(2 * MILLION, 2_000 * MILLION / bytes);
      all.add(
          new ThreadedAddWorkload(
              "grow-force-size-" + bytes, POWER_LOSS, bytes, 16, 1, messages, 4));
    }
    for (int percent : new int[] {1, 10, 20, 30, 40}) {
      all.add(new SlowConsumerWorkload("grow-slow-consumer-" + percent, 10, percent, 10 * MILLION));
    }
    all.add(new SteadyWorkload("grow-steady", 3_600));
    all.add(new StartUpWorkload("grow-start-up"));
    return List.copyOf(all);
  }

  /** The workload of this name. */
  public static Workload of(String name) {
    return all()
        .filter(workload -> workload.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no workload \"" + name + "\""));
  }

  /** The workloads that a pattern names: table, growth, a name, or a name with stars in it. */
  public static List<Workload> matching(String pattern) {
    if (pattern.equals("table")) {
      return TABLE;
    }
    if (pattern.equals("growth")) {
      return GROWTH;
    }
    Pattern regex = Pattern.compile("\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E");
    List<Workload> found =
        all().filter(workload -> regex.matcher(workload.name()).matches()).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "no workload \"" + pattern + "\"; there are table, growth, and " + names());
    }
    return found;
  }

  /** All names. */
  public static List<String> names() {
    return all().map(Workload::name).toList();
  }

  private static Stream<Workload> all() {
    return Stream.concat(TABLE.stream(), GROWTH.stream());
  }
}
