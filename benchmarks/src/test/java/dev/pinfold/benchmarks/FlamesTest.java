package dev.pinfold.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.benchmarks.workloads.Profiled;
import dev.pinfold.benchmarks.workloads.Workload;
import dev.pinfold.benchmarks.workloads.Workloads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlamesTest {
  private static final long BUSY_NANOS = 300_000_000;

  @TempDir private Path out;

  @Test
  void eachPhaseOfEachRoundHasAProfileAndALogOfTheCollector() throws Exception {
    Flames flames = new Flames(out);
    String flags = String.join(" ", flames.flags(Workloads.of("backlog"), "open", 2));
    assertThat(flags).endsWith("=" + out + "/flames/backlog-open-2");
    assertThat(flags).contains("-Xlog:gc*,safepoint:file=" + out + "/flames/backlog-open-2.gc.log");
    assertThat(out.resolve("flames")).isDirectory(); // the JVM makes none
  }

  @Test
  void theOnlyPhaseIsNotNamed() throws Exception {
    List<String> flags = new Flames(out).flags(Workloads.of("add"), "run", 1);
    assertThat(String.join(" ", flags)).endsWith("/flames/add-1");
  }

  @Test
  void whatAllRoundsMeasuredIsDrawn() throws Exception {
    Workload add = Workloads.of("add");
    Path directory = Files.createDirectory(out.resolve("flames"));
    Flames flames = new Flames(out);
    flames.draw(add, "run", 1);
    assertThat(directory).isEmptyDirectory();
    long[] samples = new long[2];
    for (int round = 1; round <= 2; round++) {
      Profiled.part(directory.resolve("add-" + round), "adds", FlamesTest::busy);
      Profiled.part(directory.resolve("add-1k-" + round), "adds", FlamesTest::busy); // another's
      flames.draw(add, "run", round);
      samples[round - 1] = samples(directory.resolve("add.svg"));
    }
    assertThat(samples[1]).isGreaterThan(samples[0]);
    assertThat(directory.resolve("add-1k.svg")).doesNotExist();
  }

  @Test
  void severalPartsAreDrawnByThemselves() throws Exception {
    Path directory = Files.createDirectory(out.resolve("flames"));
    Path prefix = directory.resolve("take-1");
    Profiled.part(prefix, "singles", FlamesTest::busy);
    Profiled.part(prefix, "batches", FlamesTest::otherwiseBusy);
    new Flames(out).draw(Workloads.of("take"), "run", 1);
    assertThat(Files.readString(directory.resolve("take-singles.svg")))
        .contains("take-singles, ", "FlamesTest.busy")
        .doesNotContain("FlamesTest.otherwiseBusy");
    assertThat(Files.readString(directory.resolve("take-batches.svg")))
        .contains("take-batches, ", "FlamesTest.otherwiseBusy")
        .doesNotContain("FlamesTest.busy");
    assertThat(directory.resolve("take.svg")).doesNotExist();
  }

  private static long busy() {
    long sum = 0;
    for (long end = System.nanoTime() + BUSY_NANOS; System.nanoTime() < end; ) {
      sum += end;
    }
    return sum;
  }

  private static long otherwiseBusy() {
    long sum = 0;
    for (long end = System.nanoTime() + BUSY_NANOS; System.nanoTime() < end; ) {
      sum -= end;
    }
    return sum;
  }

  private static long samples(Path svg) throws Exception {
    Matcher matcher = Pattern.compile(", (\\d+) samples<").matcher(Files.readString(svg));
    assertThat(matcher.find()).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  @Test
  void graphsAloneAreCopiedToTheDocs() throws Exception {
    Path flames = Files.createDirectory(out.resolve("flames"));
    Files.writeString(flames.resolve("add.svg"), "new");
    Files.writeString(flames.resolve("add-1.adds.jfr"), "samples");
    Path docs = Files.createDirectories(out.resolve("docs/benchmarks/flames"));
    Files.writeString(docs.resolve("add.svg"), "old");
    new Flames(out).copy(out.resolve("docs"));
    assertThat(docs.resolve("add.svg")).hasContent("new");
    try (Stream<Path> files = Files.list(docs)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void whereNothingWasRecordedNothingIsCopied() throws Exception {
    new Flames(out).copy(out.resolve("docs"));
    assertThat(out.resolve("docs")).doesNotExist();
  }
}
