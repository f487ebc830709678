package dev.pinfold.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.benchmarks.workloads.Profiled;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlameGraphTest {
  @Test
  void theWidthOfAFrameIsItsShareOfTheSamples() {
    StackTree tree = new StackTree();
    tree.add(List.of("thread main", "A.a", "B.b"), 2);
    tree.add(List.of("thread main", "A.a", "B.b"), 1);
    tree.add(List.of("thread main", "A.a", "Lists<C>.c"), 1);
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
    tree.add(List.of("thread main", "A.a"), 999);
    tree.add(List.of("thread main", "B.b", "C.c"), 1);
    assertThat(FlameGraph.of(tree, "t")).contains("A.a").doesNotContain("B.b");
  }

  @Test
  void onlyWhatWasMeasuredIsDrawn(@TempDir Path directory) throws Exception {
    Path svg = directory.resolve("t.svg");
    for (int millis = 100; Files.notExists(svg) && millis <= 25_600; millis *= 2) {
      int time = millis; // longer and longer: on a busy machine a thread may go without a sample
      long unmeasured = busy(time);
      Path recording =
          Profiled.part(directory.resolve("r"), "work", () -> otherwiseBusy(unmeasured, time));
      FlameGraph.draw(List.of(recording), "t", directory);
    }
    assertThat(Files.readString(svg))
        .contains("<title>thread ", "FlameGraphTest.otherwiseBusy")
        .doesNotContain("FlameGraphTest.busy");
    assertThat(directory.resolve("t-waiting.svg")).doesNotExist(); // it called no queue
  }

  @Test
  void callsThatWaitHaveAGraphOfTheirTime(@TempDir Path directory) throws Exception {
    Path svg = directory.resolve("t-waiting.svg");
    for (int millis = 100; Files.notExists(svg) && millis <= 25_600; millis *= 2) {
      int time = millis;
      PinfoldEngine.PinfoldQueue queue = new PinfoldEngine.PinfoldQueue();
      Path recording = Profiled.part(directory.resolve("r"), "work", () -> queue.waiting(time));
      FlameGraph.draw(List.of(recording), "t", directory);
    }
    assertThat(Files.readString(svg))
        .contains("t, time in calls, waiting or not, ")
        .contains("<title>PinfoldEngine$PinfoldQueue.waiting: 100.0 %</title>")
        .contains("CountDownLatch.await");
  }

  @Test
  void aForcingThreadThatForcesHasAGraphOfItsTime(@TempDir Path directory) throws Exception {
    Path svg = directory.resolve("t-forcer.svg");
    for (int millis = 100; Files.notExists(svg) && millis <= 25_600; millis *= 2) {
      FutureTask<Boolean> force = new FutureTask<>(UnforcedTail.forcing(millis));
      Path recording =
          Profiled.part(
              directory.resolve("r"),
              "work",
              () -> {
                new Thread(force, "pinfold-force").start();
                return force.get();
              });
      FlameGraph.draw(List.of(recording), "t", directory);
    }
    assertThat(Files.readString(svg))
        .contains("t, time of the forcing thread, at work or not, ", "UnforcedTail.force")
        .doesNotContain("FlameGraphTest."); // another thread's
    assertThat(directory.resolve("t-waiting.svg")).doesNotExist();
  }

  @Test
  void theKernelsFramesAreToldFromOthers() {
    StackTree tree = new StackTree();
    tree.add(List.of("thread main", "A.a", "Copy::fill", "exc_page_fault_[k]"), 1);
    assertThat(FlameGraph.of(tree, "t"))
        .containsPattern("exc_page_fault_\\[k\\]: .*fill=\"#[de-f].[89ab].64\"")
        .containsPattern("Copy::fill: .*fill=\"#[de-f].[bcde].6e\"");
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
