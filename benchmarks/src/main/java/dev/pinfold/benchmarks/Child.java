package dev.pinfold.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.workloads.Measures;
import dev.pinfold.benchmarks.workloads.Scale;
import dev.pinfold.benchmarks.workloads.Workload;
import dev.pinfold.benchmarks.workloads.WorkloadRun;
import dev.pinfold.benchmarks.workloads.Workloads;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The process that one phase of one workload runs in: its arguments are workload, phase, engine,
 * scale and directory. It says what it measured in one line and ends with 0, or says what went
 * wrong on standard error and ends with 1.
 */
final class Child {
  /** What the line with the measures begins with; libraries may say other things. */
  static final String MARK = "PINFOLD-MEASURES ";

  private Child() {}

  public static void main(String[] args) throws IOException {
    Workload workload = Workloads.of(args[0]);
    WorkloadRun run = new WorkloadRun(EngineKind.of(args[2]), Path.of(args[4]), Scale.of(args[3]));
    int code = 0;
    try {
      Measures measures = workload.run(args[1], run);
      ChildReport report =
          new ChildReport(run.described().get(), measures.values(), measures.samples());
      System.out.println(MARK + new ObjectMapper().writeValueAsString(report));
    } catch (Throwable e) { // also a failed assertion or an exhausted heap is a result
      e.printStackTrace();
      code = 1;
    }
    System.out.flush();
    System.exit(code); // whatever threads an engine has left behind
  }
}
