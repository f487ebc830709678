package dev.pinfold.durable.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.durable.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The heap ends in the middle of calls, anywhere: each is done as a whole or not at all, or the
 * store says that it failed and has it whole when it is opened again.
 */
class ShortMemoryTest {
  @TempDir Path root;

  @Test
  void whatWasDoneIsWhole() throws Exception {
    run(2);
  }

  @Test
  @Tag("long")
  void whatWasDoneIsWholeInALongRun() throws Exception {
    run(1_000);
  }

  private void run(int steps) throws Exception {
    long seed = Long.getLong("pinfold.seed", System.nanoTime());
    System.out.println("ShortMemoryTest: -Dpinfold.seed=" + seed);
    Path output = root.resolve("output");
    List<String> arguments = List.of(root.resolve("store").toString(), "" + seed, "" + steps);
    List<String> flags = List.of("-Xmx24m", "-XX:-UseTLAB"); // so that it ends at any object
    Process process =
        ChildJvm.of(flags, ShortMemoryChild.class, arguments)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(120 + 60L * steps, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    String said = said(output);
    assertThat(process.exitValue()).as("seed %d%n%s", seed, said).isZero();
    System.out.println("ShortMemoryTest: " + said.lines().reduce((a, b) -> b).orElse(""));
    assertThat(said).contains("outOfMemory ").doesNotContain("outOfMemory 0,");
  }

  private static String said(Path output) throws IOException {
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}
