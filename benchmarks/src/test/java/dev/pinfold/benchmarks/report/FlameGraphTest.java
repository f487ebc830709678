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
    untilDrawn(
        directory.resolve("t.svg"),
        millis -> {
          Path file = directory.resolve("r.jfr");
          try (Recording recording = recording()) {
            long unmeasured = busy(millis);
            Measured measured = Measured.start("work");
            long done = otherwiseBusy(unmeasured, millis);
            measured.done();
            dump(recording, file, done);
          }
          FlameGraph.draw(List.of(file), "t", directory);
        });
    assertThat(Files.readString(directory.resolve("t.svg")))
        .contains("FlameGraphTest.otherwiseBusy")
        .doesNotContain("FlameGraphTest.busy");
  }

  @Test
  void severalPartsAreDrawnByThemselves(@TempDir Path directory) throws Exception {
    Path first = directory.resolve("1.jfr");
    Path second = directory.resolve("2.jfr");
    Attempt both =
        millis -> {
          try (Recording recording = recording()) {
            Measured one = Measured.start("one");
            long done = busy(millis);
            one.done();
            dump(recording, first, done);
          }
          try (Recording recording = recording()) {
            Measured other = Measured.start("other");
            long done = otherwiseBusy(1, millis);
            other.done();
            dump(recording, second, done);
          }
          FlameGraph.draw(List.of(first, second), "t", directory);
        };
    untilDrawn(directory.resolve("t-one.svg"), both);
    untilDrawn(directory.resolve("t-other.svg"), both);
    assertThat(Files.readString(directory.resolve("t-one.svg")))
        .contains("t-one, ", "FlameGraphTest.busy")
        .doesNotContain("FlameGraphTest.otherwiseBusy");
    assertThat(Files.readString(directory.resolve("t-other.svg")))
        .contains("t-other, ", "FlameGraphTest.otherwiseBusy")
        .doesNotContain("FlameGraphTest.busy");
  }

  @Test
  void whereNothingWasMeasuredNothingIsDrawn(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("r.jfr");
    try (Recording recording = recording()) {
      dump(recording, file, busy(100));
    }
    FlameGraph.draw(List.of(file), "t", directory);
    assertThat(directory.resolve("t.svg")).doesNotExist();
  }

  /** Does it for ever longer times: on a busy machine a thread may go without a sample. */
  private static void untilDrawn(Path svg, Attempt work) throws Exception {
    for (int millis = 100; Files.notExists(svg) && millis <= 25_600; millis *= 2) {
      work.accept(millis);
    }
  }

  private interface Attempt {
    void accept(int millis) throws Exception;
  }

  private static Recording recording() throws Exception {
    Recording recording = new Recording(Configuration.getConfiguration("profile"));
    recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(1));
    recording.start();
    return recording;
  }

  /** Stops it and writes it; the result of the work is looked at, so that it was done. */
  private static void dump(Recording recording, Path file, long done) throws Exception {
    recording.stop();
    recording.dump(file);
    assertThat(done).isNotZero();
  }

  private static long busy(int millis) {
    long mixed = 1;
    for (long end = System.nanoTime() + millis * 1_000_000L; System.nanoTime() < end; ) {
      for (int i = 0; i < 100_000; i++) { // within a look at the clock no stack can be read
        mixed = mixed * 6364136223846793005L + 1442695040888963407L;
      }
    }
    return mixed | 1;
  }

  private static long otherwiseBusy(long seed, int millis) {
    long mixed = seed;
    for (long end = System.nanoTime() + millis * 1_000_000L; System.nanoTime() < end; ) {
      for (int i = 0; i < 100_000; i++) {
        mixed = mixed * 6364136223846793005L + 1442695040888963407L;
      }
    }
    return mixed | 1;
  }
}
