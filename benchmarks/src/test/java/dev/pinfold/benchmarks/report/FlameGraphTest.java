package dev.pinfold.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlameGraphTest {
  @Test
  void theWidthOfAFrameIsItsShareOfTheSamples() {
    StackTree tree = new StackTree();
    for (int i = 0; i < 3; i++) {
      tree.add(List.of("thread main", "A.a", "B.b"));
    }
    tree.add(List.of("thread main", "A.a", "Lists<C>.c"));
    assertThat(tree.depth(0)).isEqualTo(3);
    assertThat(tree.depth(2)).isEqualTo(3);
    String svg = FlameGraph.of(tree, "adds & takes");
    assertThat(svg)
        .contains("adds &amp; takes, 4 samples")
        .contains("<title>A.a: 100.0 %</title><rect x=\"0.0\"")
        .contains("<title>B.b: 75.0 %</title><rect x=\"0.0\" y=\"60.0\" width=\"899.4\"")
        .contains("<title>Lists&lt;C&gt;.c: 25.0 %</title><rect x=\"900.0\"");
  }

  @Test
  void aFrameTooNarrowToSeeIsLeftOut() {
    StackTree tree = new StackTree();
    for (int i = 0; i < 999; i++) {
      tree.add(List.of("thread main", "A.a"));
    }
    tree.add(List.of("thread main", "B.b", "C.c"));
    assertThat(FlameGraph.of(tree, "t")).contains("A.a").doesNotContain("B.b");
  }

  @Test
  void aRecordingWithoutSamplesDrawsNothing(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("r.jfr");
    try (Recording recording = new Recording(Configuration.getConfiguration("profile"))) {
      recording.disable("jdk.ExecutionSample");
      recording.start();
      recording.stop();
      recording.dump(file);
    }
    FlameGraph.draw(file, "t", directory.resolve("t.svg"));
    assertThat(Files.exists(directory.resolve("t.svg"))).isFalse();
  }
}
