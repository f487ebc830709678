package dev.pinfold.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.benchmarks.workloads.Workloads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlamesTest {
  @TempDir private Path out;

  @Test
  void eachPhaseOfEachRoundHasARecordingAndALogOfTheCollector() throws Exception {
    Flames flames = new Flames(out);
    String flags = String.join(" ", flames.flags(Workloads.of("backlog"), "open", 2));
    assertThat(flags).contains(out + "/flames/backlog-open-2.jfr");
    assertThat(flags).contains("-Xlog:gc*,safepoint:file=" + out + "/flames/backlog-open-2.gc.log");
    assertThat(out.resolve("flames")).isDirectory(); // the JVM makes none
  }

  @Test
  void theOnlyPhaseIsNotNamed() throws Exception {
    List<String> flags = new Flames(out).flags(Workloads.of("add"), "run", 1);
    assertThat(String.join(" ", flags)).contains("/flames/add-1.jfr");
  }

  @Test
  void graphsAloneAreCopiedToTheDocs() throws Exception {
    Path flames = Files.createDirectory(out.resolve("flames"));
    Files.writeString(flames.resolve("add.svg"), "new");
    Files.writeString(flames.resolve("add-1.jfr"), "recording");
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
