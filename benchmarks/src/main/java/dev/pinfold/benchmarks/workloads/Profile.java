package dev.pinfold.benchmarks.workloads;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import one.profiler.AsyncProfiler;

/**
 * Samples of this process while a part of a workload is measured, taken by async-profiler each
 * millisecond: of what runs, the kernel's code too where this user may see that, and of the time of
 * each thread, waiting or not. Other engines have none, nor has a process that was not asked to.
 */
final class Profile {
  private static final String START = "start,event=cpu,interval=1ms,wall=1ms,jfr,file=";

  private final AsyncProfiler profiler;
  private final Path file;

  private Profile(AsyncProfiler profiler, Path file) {
    this.profiler = profiler;
    this.file = file;
  }

  /**
   * Begins, when this process was asked to; else there is none.
   *
   * @throws IllegalStateException when there is no async-profiler for this platform, it refuses, or
   *     the path has a comma
   */
  static Optional<Profile> start(String part) {
    String path = System.getProperty(Measured.PROFILE);
    if (path == null) {
      return Optional.empty();
    }
    if (path.indexOf(',') >= 0) { // which parts the profiler's options
      throw new IllegalStateException("No profile can be written to a path with a comma: " + path);
    }
    Profile profile = new Profile(AsyncProfiler.getInstance(), Path.of(path + "." + part + ".jfr"));
    profile.execute(START + profile.file);
    return Optional.of(profile);
  }

  /** Ends it and writes the file. */
  void stop() {
    execute("stop,file=" + file);
  }

  private void execute(String command) {
    try {
      String unused = profiler.execute(command);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " could not be written", e);
    }
  }
}
