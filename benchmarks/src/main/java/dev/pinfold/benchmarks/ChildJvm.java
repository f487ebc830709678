package dev.pinfold.benchmarks;

import dev.pinfold.benchmarks.engines.EngineKind;
import dev.pinfold.benchmarks.workloads.Measured;
import dev.pinfold.benchmarks.workloads.WorkloadRun;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How a child's JVM is started: our own Java, the flags that we were given, its jars, its heap. */
final class ChildJvm {
  /** The property in which benchmarks/run hands us the flags that Chronicle and LMDB need. */
  static final String FLAGS = "pinfold.benchmarks.flags";

  private ChildJvm() {}

  static List<String> command(EngineKind kind, int heapMegabytes) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(System.getProperty(FLAGS, "").trim().split("\\s+")));
    command.removeIf(String::isEmpty);
    command.add("-Xmx" + heapMegabytes + "m");
    command.add("-Xms" + heapMegabytes + "m");
    command.add("-XX:+AlwaysPreTouch"); // the first touch of a page is in nobody's figure
    String program = System.getProperty(WorkloadRun.PROGRAM);
    if (program != null) {
      command.add("-D" + WorkloadRun.PROGRAM + "=" + program);
    }
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.add("-Dorg.slf4j.simpleLogger.log.net.openhft=error"); // it warns of what is left out
    command.add("-cp");
    command.add(classPath(kind, System.getProperty("java.class.path")));
    return command;
  }

  /** Flags that have what a process measures profiled, and its collections and stops logged. */
  static List<String> profiled(Path prefix, Path log) {
    return List.of(
        "-XX:+UnlockDiagnosticVMOptions",
        "-XX:+DebugNonSafepoints", // else samples go to the next safepoint
        "-Xlog:gc*,safepoint:file=" + log + ":time,uptime,level,tags:filecount=0", // not in turn
        "-D" + Measured.PROFILE + "=" + prefix);
  }

  /** Our own class path without the jars that only other engines need. */
  static String classPath(EngineKind kind, String whole) {
    return Arrays.stream(whole.split(File.pathSeparator))
        .filter(entry -> kind.needs(Path.of(entry).getFileName().toString()))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
