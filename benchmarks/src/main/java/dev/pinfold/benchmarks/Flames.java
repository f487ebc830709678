package dev.pinfold.benchmarks;

import dev.pinfold.benchmarks.report.FlameGraph;
import dev.pinfold.benchmarks.workloads.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is kept of Pinfold's processes to see where their time goes, in a directory beside the
 * results: samples of what was measured and a log of the collector for each process, and flame
 * graphs of all rounds so far.
 */
final class Flames {
  private static final String SVG = ".svg";
  private static final String RECORDING = ".jfr";

  private final Path directory;

  Flames(Path out) {
    directory = out.resolve("flames");
  }

  /** Flags that have what is measured in a phase profiled. */
  List<String> flags(Workload workload, String phase, int round) throws IOException {
    Files.createDirectories(directory);
    String name = name(workload, phase) + "-" + round;
    return ChildJvm.profiled(directory.resolve(name), directory.resolve(name + ".gc.log"));
  }

  /**
   * Draws what was measured in a phase up to a round, named by the phase or, where it has several
   * parts, by them too; nothing where nothing was.
   */
  void draw(Workload workload, String phase, int round) throws IOException {
    String name = name(workload, phase);
    SortedMap<String, List<Path>> parts = new TreeMap<>();
    for (int i = 1; i <= round; i++) {
      String prefix = name + "-" + i + ".";
      for (Path file : files(prefix, RECORDING)) {
        String fileName = file.getFileName().toString();
        String part = fileName.substring(prefix.length(), fileName.length() - RECORDING.length());
        parts.computeIfAbsent(part, p -> new ArrayList<>()).add(file);
      }
    }
    for (Map.Entry<String, List<Path>> part : parts.entrySet()) {
      String title = parts.size() == 1 ? name : name + "-" + part.getKey();
      FlameGraph.draw(part.getValue(), title, directory);
    }
  }

  /** Copies the graphs to where the docs have theirs; nothing where nothing was recorded. */
  void copy(Path docs) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    Path target = Files.createDirectories(docs.resolve("benchmarks").resolve("flames"));
    for (Path file : files("", SVG)) {
      Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private List<Path> files(String start, String end) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(start))
          .filter(file -> file.getFileName().toString().endsWith(end))
          .sorted()
          .toList();
    }
  }

  private static String name(Workload workload, String phase) {
    return phase.equals(Workload.ONLY_PHASE) ? workload.name() : workload.name() + "-" + phase;
  }
}
