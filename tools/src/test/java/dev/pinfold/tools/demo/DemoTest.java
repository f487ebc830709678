package dev.pinfold.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pinfold.tools.JavaProcess;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoTest {
  @TempDir Path directory;

  @Test
  void everyEarthquakeIsThereExactlyOnce() throws Exception {
    assertThat(run("--kills", "2", "--seed", "42")).contains("4 times SIGKILL");
  }

  @Test
  @Tag("long")
  void alsoAfterManyKills() throws Exception {
    for (int seed = 1; seed <= 5; seed++) {
      assertThat(run("--kills", "40", "--seed", Integer.toString(seed)))
          .contains("80 times SIGKILL");
    }
  }

  /** A demo of its own, whose temporary directory is below the test's. */
  private ProcessBuilder demo() {
    List<String> command =
        new ArrayList<>(JavaProcess.command(List.of("demo", "--kills", "2", "--seed", "42")));
    command.add(1, "-Djava.io.tmpdir=" + directory);
    return new ProcessBuilder(command).redirectError(directory.resolve("err").toFile());
  }

  private void assertNothingIsLeft() throws IOException {
    assertThat(directory.toFile().list()).containsExactly("err");
  }

  /** Alone: its child is not told, and may be starting, recovering or at work. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aDemoThatIsEndedLeavesNothingBehind(int kills) throws Exception {
    Process demo = demo().start();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(demo.getInputStream(), StandardCharsets.UTF_8))) {
      for (int line = 0; line < 2 + kills; line++) {
        assertThat(output.readLine()).isNotNull();
      }
      demo.toHandle().destroy();
      assertThat(demo.waitFor()).isEqualTo(128 + 15);
    }
    assertThat(Files.readString(directory.resolve("err"))).isEmpty();
    assertNothingIsLeft();
  }

  @Test
  void aDemoThatNobodyReadsLeavesNothingBehind() throws Exception {
    File full = new File("/dev/full");
    assumeTrue(full.exists());
    assertThat(demo().redirectOutput(full).start().waitFor()).isEqualTo(1);
    assertThat(Files.readString(directory.resolve("err")))
        .isEqualTo("pinfold: standard output: No space left on device\n");
    assertNothingIsLeft();
  }

  private String run(String kills, String killCount, String seed, String seedNumber)
      throws Exception {
    Process demo =
        new ProcessBuilder(JavaProcess.command(List.of("demo", kills, killCount, seed, seedNumber)))
            .redirectErrorStream(true)
            .start();
    String output = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(demo.waitFor()).as(output).isZero();
    assertThat(output).contains("1,707 earthquakes", "each is there exactly once");
    assertThat(output).containsPattern("alerts +128 +128 +0 +0\n");
    assertThat(output).containsPattern("log +1,579 +1,579 +0 +0\n");
    assertThat(output).containsPattern("quakes +0 +0 +0 +0\n");
    assertThat(output).doesNotContain("\u001b");
    return output;
  }
}
