package dev.pinfold.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.tools.JavaProcess;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DemoTest {
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
