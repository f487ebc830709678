package dev.pinfold.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFileTest {
  @TempDir private Path directory;

  @Test
  void whatIsWrittenIsReadAgain() throws Exception {
    ResultFile file = new ResultFile(directory.resolve("results.ndjson"));
    RunResult sampled =
        new RunResult(
            2,
            "grow-steady",
            "pinfold",
            "PROCESS_CRASH",
            2048,
            3600.5,
            "gives it",
            null,
            Map.of("maxMicros", 12.5),
            List.of(Map.of("seconds", 1.0), Map.of("seconds", 2.0)));
    RunResult failed = Runs.failed(1, "add", "lmdb");

    file.begin(Runs.header());
    file.append(sampled);
    file.append(failed);

    assertThat(file.read())
        .isEqualTo(new ResultFile.Contents(Runs.header(), List.of(sampled, failed)));
  }

  @Test
  void aRunGoesOnWithOneOfItsOwnCommit() throws Exception {
    ResultFile file = new ResultFile(directory.resolve("results.ndjson"));
    RunResult first = Runs.adds(1, "add", "pinfold", 6.5e6);
    file.begin(Runs.header());
    file.append(first);
    assertThat(file.resume(Runs.header())).containsExactly(first);
    RunHeader other =
        new RunHeader("now", "another", "benchmarks/run", "FULL", 3, "cpu", "os", "jvm");
    assertThatThrownBy(() -> file.resume(other)).hasMessageContaining("0123456789ab");
  }

  @Test
  void everyResultIsALineOfItsOwn() throws Exception {
    Path path = directory.resolve("results.ndjson");
    ResultFile file = new ResultFile(path);
    file.begin(Runs.header());
    file.append(Runs.adds(1, "add", "pinfold", 6.5e6));
    assertThat(Files.readAllLines(path))
        .containsExactly(
            "{\"started\":\"2026-11-01T00:00:00Z\",\"commit\":\"0123456789ab\","
                + "\"command\":\"benchmarks/run\",\"scale\":\"FULL\",\"rounds\":3,"
                + "\"machine\":\"cpu\",\"system\":\"os\",\"jvm\":\"jvm\"}",
            "{\"round\":1,\"workload\":\"add\",\"engine\":\"pinfold\",\"durability\":\"POWER_LOSS\","
                + "\"heapMegabytes\":2048,\"wallSeconds\":1.5,\"description\":\"gives it\","
                + "\"values\":{\"addsPerSecond\":6500000.0}}");
  }
}
