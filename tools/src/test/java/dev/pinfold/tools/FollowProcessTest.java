package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.codec.Codecs;
import dev.pinfold.durable.PinfoldStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own that follows the journal of a store which this one has open. */
@Timeout(120)
class FollowProcessTest {
  private static final int BATCH = 118;
  private static final int MANY = 50 + 25 * BATCH;

  @TempDir Path scratch;
  private PinfoldStore store;
  private MessageQueue<String> queue;

  @BeforeEach
  void open() {
    store = OfflineStores.open(scratch.resolve("store"));
    queue = store.queue("q", Codecs.text(), QueuePolicy.PROCESS_CRASH);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Process journal(String... more) throws IOException {
    List<String> args =
        new ArrayList<>(List.of("journal", "--store", scratch.resolve("store").toString()));
    args.addAll(List.of(more));
    return new ProcessBuilder(JavaProcess.command(args))
        .redirectError(scratch.resolve("err").toFile())
        .start();
  }

  private static BufferedReader lines(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  @Test
  void showsEachLineAsItComesAndLeavesTheOwnerAlone() throws Exception {
    queue.addAll(IntStream.rangeClosed(1, 50).mapToObj(i -> "early " + i).toList());
    Process follow = journal("--follow", "--last", "2", "--operation", "added");
    try (BufferedReader lines = lines(follow)) {
      assertThat(lines.readLine()).endsWith("q #49, 8 bytes  early 49");
      assertThat(lines.readLine()).endsWith("q #50, 8 bytes  early 50");
      for (int i = 51; i <= MANY; i += BATCH) {
        for (int more = 0; more < BATCH; more++) {
          queue.add("x".repeat(500));
        }
        queue.takeOldest(BATCH / 2);
        for (int more = 0; more < BATCH; more++) {
          assertThat(lines.readLine()).contains("  added         q #" + (i + more) + ", 500 bytes");
        }
      }
      assertThat(follow.isAlive()).isTrue();
    } finally {
      follow.destroyForcibly();
    }
    assertThat(follow.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(scratch.resolve("err"))).isEmpty();
    assertThat(queue.add("still mine")).isEqualTo(MANY + 1);
  }

  @Test
  void aReaderThatLeavesEndsIt() throws Exception {
    for (int i = 0; i < MANY; i++) {
      queue.add("x".repeat(80));
    }
    Process journal = journal();
    try (BufferedReader lines = lines(journal)) {
      assertThat(lines.readLine()).contains("opened        q, process-crash");
    }
    assertThat(journal.waitFor()).isEqualTo(OfflineExit.USAGE);
    assertThat(Files.readString(scratch.resolve("err")))
        .isEqualTo("pinfold: standard output: Broken pipe\n");
  }
}
