package dev.pinfold.benchmarks;

import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.report.ResultFile;
import dev.pinfold.benchmarks.report.RunResult;
import dev.pinfold.benchmarks.workloads.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Runs workloads round by round. Within a round and a workload the engines come one after the
 * other, beginning with another one in each round, so that noise and drift hit all of them.
 */
final class Runner {
  private final ChildProcess children;
  private final ResultFile file;
  private final List<EngineKind> engines;

  Runner(ChildProcess children, ResultFile file, List<EngineKind> engines) {
    this.children = children;
    this.file = file;
    this.engines = presentOf(engines);
  }

  private static List<EngineKind> presentOf(List<EngineKind> wanted) {
    List<EngineKind> present = new ArrayList<>();
    for (EngineKind kind : wanted) {
      Optional<String> missing = kind.missing();
      if (missing.isPresent()) {
        System.out.println("SKIPPED LOUDLY: " + kind.title() + ": " + missing.get());
      } else {
        present.add(kind);
      }
    }
    return present;
  }

  /**
   * Runs everything but what was run before; whether all of it went well.
   *
   * @param before what a run that this one goes on with has found
   */
  boolean run(List<Workload> workloads, int rounds, List<RunResult> before)
      throws IOException, InterruptedException {
    boolean whole = true;
    for (int round = 1; round <= rounds; round++) {
      for (Workload workload : workloads) {
        for (EngineKind kind : turn(workload, round)) {
          if (has(before, round, workload, kind)) {
            continue;
          }
          RunResult result = children.run(workload, kind, round);
          file.append(result);
          Progress.print(result, rounds);
          whole &= result.error() == null;
        }
      }
    }
    return whole;
  }

  private static boolean has(
      List<RunResult> results, int round, Workload workload, EngineKind kind) {
    return results.stream()
        .anyMatch(
            result ->
                result.round() == round
                    && result.workload().equals(workload.name())
                    && result.engine().equals(kind.id()));
  }

  private List<EngineKind> turn(Workload workload, int round) {
    List<EngineKind> order = new ArrayList<>(engines.stream().filter(workload::fits).toList());
    if (!order.isEmpty()) {
      Collections.rotate(order, -(round - 1) % order.size());
    }
    return order;
  }
}
