package dev.pinfold.benchmarks;

import dev.pinfold.benchmarks.report.RunHeader;
import dev.pinfold.benchmarks.workloads.Scale;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/** Where and how a run is made, for whoever reads its figures later. */
final class Machine {
  /** The property in which benchmarks/run hands us the command line as it was given. */
  static final String COMMAND = "pinfold.benchmarks.command";

  private static final String UNKNOWN = "unknown";

  private Machine() {}

  static RunHeader header(Scale scale, int rounds, Path out)
      throws IOException, InterruptedException {
    return new RunHeader(
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        commit(),
        System.getProperty(COMMAND, UNKNOWN),
        scale.name(),
        rounds,
        processor()
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " cores, "
            + proc("/proc/meminfo", "MemTotal"),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + ", "
            + Files.getFileStore(out).type(),
        System.getProperty("java.vm.name") + " " + Runtime.version());
  }

  private static String processor() throws IOException {
    return proc("/proc/cpuinfo", "model name");
  }

  /** The value of the first line of this name in a file of the kernel's. */
  private static String proc(String file, String name) throws IOException {
    Path path = Path.of(file);
    if (!Files.exists(path)) {
      return UNKNOWN;
    }
    try (Stream<String> lines = Files.lines(path)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse(UNKNOWN);
    }
  }

  private static String commit() throws IOException, InterruptedException {
    String commit = git("rev-parse", "--short=12", "HEAD");
    if (commit.isEmpty()) {
      return UNKNOWN;
    }
    boolean changed = !git("status", "--porcelain", "--untracked-files=no").isEmpty();
    return changed ? commit + " with changes" : commit;
  }

  private static String git(String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = "git";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? said.strip() : "";
  }
}
