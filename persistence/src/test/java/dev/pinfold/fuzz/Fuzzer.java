package dev.pinfold.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.durable.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Looks for inputs that break a reader, by Jazzer: it changes those that are known, and goes on
 * with what reaches other code. In a JVM of its own, whose classes it rewrites, with little heap;
 * {@code -Dfuzz.seconds} says for how long. What it says, and an input that breaks the reader, is
 * left in target/fuzz, and so is what it learned, for a longer run after a shorter one.
 */
public final class Fuzzer {
  private static final long SECONDS = Long.getLong("fuzz.seconds", 12);
  private static final long MOST_SECONDS_MORE = 120; // to start and to end
  private static final int LINES_SHOWN = 60;

  private static final String SCRATCH = "fuzz.scratch";

  private Fuzzer() {}

  /** Where a target may keep files, as long as its JVM runs. */
  public static Path scratch() {
    String given = System.getProperty(SCRATCH);
    if (given != null) {
      return Path.of(given);
    }
    try {
      Scratch scratch = new Scratch();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(scratch)));
      return scratch.resolve("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(Scratch scratch) {
    try {
      scratch.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs it.
   *
   * @param target has a public static method {@code fuzzerTestOneInput} for an input
   * @param seeds inputs that are known
   */
  public static void run(Class<?> target, Stream<byte[]> seeds)
      throws IOException, InterruptedException {
    Path home = Path.of("target", "fuzz", target.getSimpleName()).toAbsolutePath();
    Path learned = Files.createDirectories(home.resolve("learned"));
    Path known = Files.createDirectories(home.resolve("known"));
    int number = 0;
    for (byte[] seed : (Iterable<byte[]>) seeds::iterator) {
      Files.write(known.resolve(Integer.toString(number++)), seed);
    }
    Path log = home.resolve("log");
    try (Scratch scratch = new Scratch()) {
      Process process =
          new ProcessBuilder(command(target, home, scratch.resolve(""), learned, known))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        assertThat(process.waitFor(SECONDS + MOST_SECONDS_MORE, TimeUnit.SECONDS))
            .as("ends in time; see %s", log)
            .isTrue();
      } finally {
        process.destroyForcibly().waitFor();
      }
      assertThat(process.exitValue()).as(() -> "the fuzzer's result; see " + lastOf(log)).isZero();
    }
  }

  private static List<String> command(
      Class<?> target, Path home, Path scratch, Path learned, Path known) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx160m", "-XX:+EnableDynamicAgentLoading"));
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.add("-D" + SCRATCH + "=" + scratch);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("com.code_intelligence.jazzer.Jazzer");
    command.add("--target_class=" + target.getName());
    command.add("--instrumentation_includes=dev.pinfold.**:com.esotericsoftware.kryo.io.**");
    command.add(
        "--custom_hook_includes=none"); // those hooks look for holes that no reader of files has
    command.add("--reproducer_path=" + home);
    command.add("-artifact_prefix=" + home + "/");
    command.add("-max_total_time=" + SECONDS);
    command.add("-timeout=10"); // seconds for an input
    command.add("-print_final_stats=1");
    command.add(learned.toString());
    command.add(known.toString());
    return command;
  }

  private static String lastOf(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      int from = Math.max(0, lines.size() - LINES_SHOWN);
      return log + ", which ends\n" + String.join("\n", lines.subList(from, lines.size()));
    } catch (IOException e) {
      return log + ", which cannot be read: " + e;
    }
  }
}
