package dev.pinfold.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.benchmarks.workloads.Measured;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
  void onlyWhatWasMeasuredIsDrawn(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("r.jfr");
    try (Recording recording = recording()) {
      long unmeasured = busy(300);
      Measured measured = Measured.start("work");
      assertThat(otherwiseBusy(300)).isNotEqualTo(unmeasured);
      measured.done();
      recording.stop();
      recording.dump(file);
    }
    FlameGraph.draw(List.of(file), "t", directory);
    assertThat(Files.readString(directory.resolve("t.svg")))
        .contains("FlameGraphTest.otherwiseBusy")
        .doesNotContain("FlameGraphTest.busy");
  }

  @Test
  void severalPartsAreDrawnByThemselves(@TempDir Path directory) throws Exception {
    Path first = directory.resolve("1.jfr");
    try (Recording recording = recording()) {
      Measured one = Measured.start("one");
      long done = busy(300);
      one.done();
      recording.stop();
      recording.dump(first);
      assertThat(done).isPositive();
    }
    Path second = directory.resolve("2.jfr");
    try (Recording recording = recording()) {
      Measured other = Measured.start("other");
      long done = otherwiseBusy(300);
      other.done();
      recording.stop();
      recording.dump(second);
      assertThat(done).isNotZero();
    }
    FlameGraph.draw(List.of(first, second), "t", directory);
    assertThat(Files.readString(directory.resolve("t-one.svg")))
        .contains("t-one, ", "FlameGraphTest.busy")
        .doesNotContain("FlameGraphTest.otherwiseBusy");
    assertThat(Files.readString(directory.resolve("t-other.svg")))
        .contains("t-other, ", "FlameGraphTest.otherwiseBusy")
        .doesNotContain("FlameGraphTest.busy");
    assertThat(directory.resolve("t.svg")).doesNotExist();
  }

  @Test
  void whereNothingWasMeasuredNothingIsDrawn(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("r.jfr");
    try (Recording recording = recording()) {
      assertThat(busy(100)).isPositive();
      recording.stop();
      recording.dump(file);
    }
    FlameGraph.draw(List.of(file), "t", directory);
    assertThat(directory.resolve("t.svg")).doesNotExist();
  }

  private static Recording recording() throws Exception {
    Recording recording = new Recording(Configuration.getConfiguration("profile"));
    recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(1));
    recording.start();
    return recording;
  }

  private static long busy(int millis) {
    long rounds = 0;
    for (long start = System.nanoTime(); System.nanoTime() - start < millis * 1_000_000L; ) {
      rounds++;
    }
    return rounds;
  }

  private static long otherwiseBusy(int millis) {
    long rounds = 0;
    for (long start = System.nanoTime(); System.nanoTime() - start < millis * 1_000_000L; ) {
      rounds--;
    }
    return rounds;
  }
}
