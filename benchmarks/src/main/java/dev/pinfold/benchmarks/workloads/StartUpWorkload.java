package dev.pinfold.benchmarks.workloads;

import dev.pinfold.Durability;
import dev.pinfold.benchmarks.engines.Engine;
import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.engines.EngineQueue;
import dev.pinfold.benchmarks.engines.EngineSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * An engine on an empty directory: opened cold, in a fresh JVM, until its first add has returned;
 * then warm, on a second directory. What an empty one takes on the disk: closed at once, and left
 * open until that does not grow any more. And {@code pinfold inspect} on a small store, from the
 * start of its process to the end.
 */
record StartUpWorkload(String name) implements Workload {
  private static final int PAYLOAD_BYTES = 100;
  private static final int INSPECTIONS = 10;
  private static final long STILL_NANOS = 1_000_000_000L;

  @Override
  public Durability durability() {
    return Durability.PROCESS_CRASH;
  }

  @Override
  public boolean fits(EngineKind kind) {
    return Workload.super.fits(kind) && kind != EngineKind.BARE;
  }

  @Override
  public Measures run(String phase, WorkloadRun run) throws Exception {
    double cold = openAddAndTake(run, "cold");
    double warm = openAddAndTake(run, "warm");
    Path empty = Files.createDirectory(run.directory().resolve("empty"));
    run.open(setup(empty)).close();
    Measures measures =
        new Measures()
            .put("coldOpenMillis", cold)
            .put("warmOpenMillis", warm)
            .put("emptyMegabytes", Disk.bytes(empty) / 1e6);
    try (Engine engine = run.open(setup(empty))) {
      EngineQueue unused = engine.queue("q"); // what is made late is made for the first queue
      measures.put("idleMegabytes", Disk.bytesAtRest(empty, STILL_NANOS) / 1e6);
    }
    if (run.kind() == EngineKind.PINFOLD) {
      measures.put("inspectMillis", inspect(run.directory().resolve("cold")));
    }
    return measures;
  }

  /** The median of some runs of the command, as a shell would run it. */
  private static double inspect(Path store) throws IOException, InterruptedException {
    String program = System.getProperty(WorkloadRun.PROGRAM);
    if (program == null) {
      throw new IllegalStateException("-D" + WorkloadRun.PROGRAM + " must name bin/pinfold");
    }
    ProcessBuilder inspection =
        new ProcessBuilder(program, "inspect", "--store", store.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    double[] millis = new double[INSPECTIONS];
    for (int i = 0; i < INSPECTIONS; i++) {
      long start = System.nanoTime();
      int code = inspection.start().waitFor();
      millis[i] = (System.nanoTime() - start) / 1e6;
      if (code != 0) {
        throw new IllegalStateException(program + " inspect ended with " + code);
      }
    }
    Arrays.sort(millis);
    return (millis[INSPECTIONS / 2 - 1] + millis[INSPECTIONS / 2]) / 2;
  }

  private EngineSetup setup(Path directory) {
    return EngineSetup.of(directory, durability(), PAYLOAD_BYTES, 1);
  }

  private double openAddAndTake(WorkloadRun run, String name) throws Exception {
    Path directory = Files.createDirectory(run.directory().resolve(name));
    byte[] payload = new byte[PAYLOAD_BYTES];
    Payloads.fill(payload, 1);
    Measured measured = Measured.start(name);
    long start = System.nanoTime();
    try (Engine engine = run.open(setup(directory))) {
      EngineQueue queue = engine.queue("q");
      queue.add(payload);
      double millis = (System.nanoTime() - start) / 1e6;
      measured.done();
      Payloads.verify(queue.take(), PAYLOAD_BYTES, 1);
      return millis;
    }
  }
}
