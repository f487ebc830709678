package dev.pinfold.benchmarks.workloads;

import dev.pinfold.Durability;
import dev.pinfold.benchmarks.engines.Engine;
import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.engines.EngineQueue;
import dev.pinfold.benchmarks.engines.EngineSetup;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An engine on an empty directory: opened cold, in a fresh JVM, until its first add has returned;
 * then warm, on a second directory; and what an empty one takes on the disk.
 */
record StartUpWorkload(String name) implements Workload {
  private static final int PAYLOAD_BYTES = 100;

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
    return new Measures()
        .put("coldOpenMillis", cold)
        .put("warmOpenMillis", warm)
        .put("emptyMegabytes", Disk.bytes(empty) / 1e6);
  }

  private EngineSetup setup(Path directory) {
    return EngineSetup.of(directory, durability(), PAYLOAD_BYTES, 1);
  }

  private double openAddAndTake(WorkloadRun run, String name) throws Exception {
    Path directory = Files.createDirectory(run.directory().resolve(name));
    byte[] payload = new byte[PAYLOAD_BYTES];
    Payloads.fill(payload, 1);
    long start = System.nanoTime();
    try (Engine engine = run.open(setup(directory))) {
      EngineQueue queue = engine.queue("q");
      queue.add(payload);
      double millis = (System.nanoTime() - start) / 1e6;
      Payloads.verify(queue.take(), PAYLOAD_BYTES, 1);
      return millis;
    }
  }
}
