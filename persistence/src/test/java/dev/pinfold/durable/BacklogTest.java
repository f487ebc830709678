package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A backlog far larger than the heap: added, found again by another JVM, drained and verified. */
class BacklogTest {
  private static final int MILLION = 1_000_000;

  private Path root;

  @BeforeEach
  void makeDirectory() throws IOException {
    root = Files.createTempDirectory(Path.of("target"), "backlog").toAbsolutePath();
  }

  @AfterEach
  void removeDirectory() {
    StoreFiles.delete(root);
  }

  @Test
  void aSmallHeapHoldsMoreThanItself() throws Exception {
    addAndDrain("add", 1, 300_000, "-Xmx24m");
  }

  @Test
  void aKilledBacklogIsThereToo() throws Exception {
    addAndDrain("crash", 1, 300_000, "-Xmx24m");
  }

  @Test
  void manyQueuesInTurnFitASmallHeap() throws Exception {
    addAndDrain("crash", 300, 1_000, "-Xmx24m");
  }

  /** Some 1.7 million messages in a segment: its index must not be made on the heap. */
  @Test
  void largeSegmentsOfSmallMessages() throws Exception {
    Path store = root.resolve("store");
    System.out.print(child("-Xmx32m", "tiny", store, 1, 2 * MILLION));
  }

  @Test
  @Tag("long")
  void fiveMillions() throws Exception {
    addAndDrain("add", 1, 5 * MILLION, "-Xmx64m");
  }

  @Test
  @Tag("long")
  void fiveMillionsKilled() throws Exception {
    addAndDrain("crash", 1, 5 * MILLION, "-Xmx64m");
  }

  @Test
  @Tag("long")
  void twentyMillions() throws Exception {
    addAndDrain("add", 1, 20 * MILLION, "-Xmx64m");
  }

  @Test
  @Tag("long")
  void twentyMillionsKilled() throws Exception {
    addAndDrain("crash", 1, 20 * MILLION, "-Xmx64m");
  }

  @Test
  @Tag("long")
  void aThousandQueuesInTurn() throws Exception {
    addAndDrain("add", 1_000, 2_000, "-Xmx64m");
  }

  @Test
  @Tag("long")
  void aThousandQueuesInTurnKilled() throws Exception {
    addAndDrain("crash", 1_000, 8_000, "-Xmx64m");
  }

  private void addAndDrain(String how, int queues, long messages, String heap) throws Exception {
    Path store = root.resolve("store");
    System.out.printf("%s %d x %,d with %s%n", how, queues, messages, heap);
    System.out.print(child(heap, how, store, queues, messages));
    System.out.print(child(heap, "drain", store, queues, messages));
  }

  private String child(String heap, String how, Path store, int queues, long messages)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-Dorg.slf4j"))
        .forEach(command::add);
    command.addAll(List.of(heap, "-XX:+ExitOnOutOfMemoryError"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(BacklogChild.class.getName());
    command.addAll(List.of(how, store.toString(), "" + queues, "" + messages));
    Path output = root.resolve("output");
    Process child =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(child.waitFor(30, TimeUnit.MINUTES)).isTrue();
      String said = Files.readString(output, StandardCharsets.UTF_8);
      assertThat(child.exitValue()).as(said).isZero();
      return said;
    } finally {
      child.destroyForcibly();
    }
  }
}
