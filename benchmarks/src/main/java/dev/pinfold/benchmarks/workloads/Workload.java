package dev.pinfold.benchmarks.workloads;

import dev.pinfold.Durability;
import dev.pinfold.benchmarks.engines.EngineKind;
import java.util.List;

/**
 * Something to measure. It fills, measures, reads everything back and compares every payload; only
 * what is named in its measures is timed.
 */
public interface Workload {
  /** The phase of a workload that has only one. */
  String ONLY_PHASE = "run";

  /** Its name on the command line and in the raw results. */
  String name();

  /** What every acknowledged operation has to survive. */
  Durability durability();

  /** Whether this engine takes part. */
  default boolean fits(EngineKind kind) {
    return kind.gives(durability());
  }

  /** Parts in their order, each in a process of its own, on the directory the one before left. */
  default List<String> phases() {
    return List.of(ONLY_PHASE);
  }

  /** The heap of the process, -Xmx: more where messages lie on it until they are taken. */
  default int heapMegabytes(EngineKind kind) {
    return kind.keepsBacklogOnHeap() || durability() == Durability.MEMORY ? 4096 : 1024;
  }

  /** Runs a phase. */
  Measures run(String phase, WorkloadRun run) throws Exception;
}
