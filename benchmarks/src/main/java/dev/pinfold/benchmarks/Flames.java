package dev.pinfold.benchmarks;

import dev.pinfold.benchmarks.report.FlameGraph;
import dev.pinfold.benchmarks.workloads.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is kept of Pinfold's processes to see where their time goes, in a directory beside the
 * results: a flight recording and a log of the collector for each process, and flame graphs of what
 * was measured in all rounds so far.
 */
final class Flames {
  private static final String SVG = ".svg";

  private final Path directory;

  Flames(Path out) {
    directory = out.resolve("flames");
  }

  /** Flags that have the process of a phase recorded. */
  List<String> flags(Workload workload, String phase, int round) throws IOException {
    Files.createDirectories(directory);
    String name = name(workload, phase) + "-" + round;
    return ChildJvm.recording(
        directory.resolve(name + ".jfr"), directory.resolve(name + ".gc.log"));
  }

  /** Draws what was measured in a phase up to a round; nothing where nothing was. */
  void draw(Workload workload, String phase, int round) throws IOException {
    String name = name(workload, phase);
    List<Path> recordings = new ArrayList<>();
    for (int i = 1; i <= round; i++) {
      Path recording = directory.resolve(name + "-" + i + ".jfr");
      if (Files.exists(recording)) {
        recordings.add(recording);
      }
    }
    FlameGraph.draw(recordings, name, directory);
  }

  /** Copies the graphs to where the docs have theirs; nothing where nothing was recorded. */
  void copy(Path docs) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    Path target = Files.createDirectories(docs.resolve("benchmarks").resolve("flames"));
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(SVG)).toList()) {
        Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static String name(Workload workload, String phase) {
    return phase.equals(Workload.ONLY_PHASE) ? workload.name() : workload.name() + "-" + phase;
  }
}
