package dev.pinfold.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.report.RunResult;
import dev.pinfold.benchmarks.workloads.Scale;
import dev.pinfold.benchmarks.workloads.Workload;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the phases of one workload on one engine, each in a JVM of its own, with the class path that
 * this engine needs and a stated heap. What the processes say beside their measures goes to {@code
 * log.txt}.
 */
final class ChildProcess {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path out;
  private final Scale scale;
  private final Optional<Flames> flames;

  /**
   * @param flames what records Pinfold's processes, if anything does
   */
  ChildProcess(Path out, Scale scale, Optional<Flames> flames) {
    this.out = out;
    this.scale = scale;
    this.flames = flames;
  }

  RunResult run(Workload workload, EngineKind kind, int round)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectories(out.resolve("data"));
    Map<String, Double> values = new LinkedHashMap<>();
    List<Map<String, Double>> samples = new ArrayList<>();
    String description = null;
    String error = null;
    int heap = workload.heapMegabytes(kind);
    long start = System.nanoTime();
    try {
      for (String phase : workload.phases()) {
        ChildReport report = runPhase(workload, phase, kind, heap, round, directory);
        description = report.description();
        values.putAll(report.values());
        samples.addAll(report.samples());
      }
    } catch (ChildFailedException e) {
      error = e.getMessage();
      values.clear();
    } finally {
      Trees.delete(directory);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new RunResult(
        round,
        workload.name(),
        kind.id(),
        workload.durability().name(),
        heap,
        seconds,
        description,
        error,
        values,
        samples);
  }

  private ChildReport runPhase(
      Workload workload, String phase, EngineKind kind, int heap, int round, Path directory)
      throws IOException, InterruptedException, ChildFailedException {
    Path log = out.resolve("log.txt");
    List<String> command = new ArrayList<>(ChildJvm.command(kind, heap));
    boolean recorded = flames.isPresent() && kind == EngineKind.PINFOLD;
    if (recorded) {
      command.addAll(1, flames.get().flags(workload, phase, round));
    }
    command.addAll(
        List.of(
            Child.class.getName(),
            workload.name(),
            phase,
            kind.id(),
            scale.name(),
            directory.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    String report = null;
    try (BufferedReader lines = process.inputReader()) {
      for (String line; (line = lines.readLine()) != null; ) {
        if (line.startsWith(Child.MARK)) {
          report = line.substring(Child.MARK.length());
        }
      }
    }
    int code = process.waitFor();
    if (code != 0 || report == null) {
      throw new ChildFailedException(
          "phase " + phase + " ended with " + code + "; " + log + " says why");
    }
    if (recorded) {
      flames.get().draw(workload, phase, round);
    }
    return JSON.readValue(report, ChildReport.class);
  }

  /** A child that ended without its measures. */
  private static final class ChildFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    ChildFailedException(String message) {
      super(message);
    }
  }
}
