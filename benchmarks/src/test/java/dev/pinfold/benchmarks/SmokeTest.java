package dev.pinfold.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.workloads.Measures;
import dev.pinfold.benchmarks.workloads.Scale;
import dev.pinfold.benchmarks.workloads.Workload;
import dev.pinfold.benchmarks.workloads.WorkloadRun;
import dev.pinfold.benchmarks.workloads.Workloads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every workload on every engine that takes part, with a handful of messages, in this JVM. The
 * workloads verify the payloads by themselves and throw when one is not as it was.
 */
class SmokeTest {
  private static final Set<String> PEERS_GROWTH =
      Set.of(
          "grow-threads-8",
          "grow-force-threads-8",
          "grow-size-100000",
          "grow-force-size-1000",
          "grow-start-up");

  @TempDir private Path directory;

  @TestFactory
  Stream<DynamicTest> everyWorkloadOnEveryEngine() {
    List<DynamicTest> tests = new ArrayList<>();
    for (EngineKind kind : EngineKind.values()) {
      Optional<String> missing = kind.missing();
      if (missing.isPresent()) {
        System.out.println("SKIPPED LOUDLY: " + kind.title() + ": " + missing.get());
        continue;
      }
      Stream.concat(Workloads.TABLE.stream(), growth(kind))
          .filter(workload -> workload.fits(kind))
          .map(
              workload ->
                  dynamicTest(workload.name() + " on " + kind.id(), () -> run(workload, kind)))
          .forEach(tests::add);
    }
    return tests.stream();
  }

  /** Of the workloads that differ in a number alone the peers need to show one only. */
  private static Stream<Workload> growth(EngineKind kind) {
    return Workloads.GROWTH.stream()
        .filter(workload -> kind == EngineKind.PINFOLD || PEERS_GROWTH.contains(workload.name()));
  }

  private void run(Workload workload, EngineKind kind) throws Exception {
    Path place = Files.createDirectory(directory.resolve(workload.name() + "-" + kind.id()));
    WorkloadRun run = new WorkloadRun(kind, place, Scale.SMOKE);
    int values = 0;
    try {
      for (String phase : workload.phases()) {
        Measures measures = workload.run(phase, run);
        assertThat(measures.values().values()).allMatch(Double::isFinite);
        assertThat(run.described().get()).contains(workload.durability().name());
        values += measures.values().size();
      }
    } finally {
      Trees.delete(place);
    }
    assertThat(values).isPositive();
  }
}
