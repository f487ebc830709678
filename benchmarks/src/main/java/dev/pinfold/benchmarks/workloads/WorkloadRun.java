package dev.pinfold.benchmarks.workloads;

import dev.pinfold.Durability;
import dev.pinfold.benchmarks.engines.Engine;
import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.engines.EngineSetup;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One run of a workload on an engine.
 *
 * @param kind the engine
 * @param directory of its files; a later phase finds there what an earlier one left
 * @param scale how much of the workload to run
 * @param described where the engine's own description goes when it is opened
 */
public record WorkloadRun(
    EngineKind kind, Path directory, Scale scale, AtomicReference<String> described) {

  /** The property that names {@code bin/pinfold}, for what is measured of it. */
  public static final String PROGRAM = "pinfold.benchmarks.program";

  /** A run that nothing is known of yet. */
  public WorkloadRun(EngineKind kind, Path directory, Scale scale) {
    this(kind, directory, scale, new AtomicReference<>());
  }

  EngineSetup setup(Durability durability, int payloadBytes, long payloads) {
    return EngineSetup.of(directory, durability, payloadBytes, payloads);
  }

  Engine open(EngineSetup setup) throws Exception {
    Engine engine = kind.open(setup);
    described.set(engine.describe());
    return engine;
  }
}
