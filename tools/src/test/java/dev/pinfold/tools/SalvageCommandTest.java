package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.durable.PinfoldStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SalvageCommandTest {
  private static final int MESSAGES = 400; // of 100 KB: more than two segments

  @TempDir Path scratch;

  private Path directory;
  private Path target;

  @BeforeEach
  void fill() {
    directory = scratch.resolve("store");
    target = scratch.resolve("new");
    try (PinfoldStore store = PinfoldStore.open(directory)) {
      MessageQueue<byte[]> orders = store.queue("orders", QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < MESSAGES; i++) {
        orders.add(new byte[100_000]);
      }
    }
  }

  private CommandRun run(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("salvage", "--store", directory.toString(), "--to", target.toString()));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private void damage() throws IOException {
    Path second = directory.resolve("journal/0000000002.pfj");
    byte[] bytes = Files.readAllBytes(second);
    bytes[150_000] ^= 1;
    Files.write(second, bytes);
  }

  @Test
  void aSoundStoreIsWhole() {
    CommandRun run = run();
    assertThat(run.code()).isZero();
    assertThat(run.lines().get(0)).matches("from the snapshot at transaction \\d+");
    assertThat(run.lines())
        .contains("queue   messages  lost  unknown", "orders       400     0        0");
    assertThat(CommandRun.of("count", "orders", "--store", target.toString()).lines())
        .containsExactly("400");
  }

  @Test
  void whatIsMissingIsToldAndIs3() throws IOException {
    damage();
    CommandRun run = run();
    assertThat(run.code()).isEqualTo(OfflineExit.JOURNAL_DAMAGED);
    assertThat(run.lines()).contains("orders       399     1        0");
    assertThat(run.out())
        .containsPattern("orders: lost, of which no whole bytes are left: \\d+\n")
        .contains("not readable, or not there:")
        .contains("0000000002.pfj: no whole records in 100,");
    assertThat(CommandRun.of("verify", "--store", target.toString()).code()).isZero();
  }

  @Test
  void json() throws IOException {
    damage();
    JsonNode found = new ObjectMapper().readTree(run("--json").out());
    assertThat(found.get("schema").textValue()).isEqualTo("pinfold.salvage/1");
    assertThat(found.get("state").textValue()).isEqualTo("incomplete");
    assertThat(found.get("exitCode").intValue()).isEqualTo(3);
    assertThat(found.get("holes").get(0).get("meaning").textValue()).isEqualTo("known");
    JsonNode queue = found.get("queues").get(0);
    assertThat(queue.get("messages").longValue()).isEqualTo(399);
    assertThat(queue.get("lost")).hasSize(1);
    assertThat(queue.get("lost").get(0)).hasSize(2);
    assertThat(queue.get("unknown")).isEmpty();
    assertThat(found.get("holes")).hasSize(1);
  }

  @Test
  void wrongUse() throws IOException {
    Files.createDirectories(target.resolve("something"));
    CommandRun full = run();
    assertThat(full.code()).isEqualTo(1);
    assertThat(full.err()).contains(target + " is there already");
    assertThat(CommandRun.of("salvage", "--store", directory.toString()).err()).contains("--to");
    directory = scratch.resolve("nothing");
    assertThat(run().code()).isEqualTo(OfflineExit.NO_STORE);
  }
}
