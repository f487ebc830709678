package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pinfold.QueuePolicy;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.offline.OfflineStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandTest {
  @TempDir Path scratch;

  private Path directory;

  @BeforeEach
  void fill() {
    directory = scratch.resolve("store");
    try (PinfoldStore store = PinfoldStore.open(directory)) {
      var orders =
          store.queue("orders", QueuePolicy.POWER_LOSS.withMaxAge(Duration.ofHours(1))); // 1
      orders.add(new byte[] {1}); // 2
      orders.add(new byte[] {2, 2}); // 3
      assertThat(orders.takeOldest()).isPresent(); // 4
    }
  }

  private CommandRun run(String... more) {
    return CommandRun.on(directory, "replay", more);
  }

  @Test
  void theEndWhenNothingIsSaid() {
    CommandRun run = run();
    assertThat(run.code()).isZero();
    assertThat(run.lines())
        .containsExactly(
            "transaction  4",
            "",
            "queue   durability  limits     messages  bytes  leased  next number",
            "orders  power-loss  1 h 0 min         1      2       0            3");
  }

  @Test
  void aTransaction() throws IOException {
    JsonNode found = new ObjectMapper().readTree(run("--until", "3", "--json").out());
    assertThat(found.get("schema").textValue()).isEqualTo("pinfold.replay/1");
    assertThat(found.get("transaction").longValue()).isEqualTo(3);
    assertThat(found.get("to").isNull()).isTrue();
    JsonNode queue = found.get("queues").get(0);
    assertThat(queue.get("name").textValue()).isEqualTo("orders");
    assertThat(queue.get("messages").longValue()).isEqualTo(2);
    assertThat(queue.get("bytes").longValue()).isEqualTo(3);
    assertThat(queue.get("nextNumber").longValue()).isEqualTo(3);
    assertThat(queue.get("policy").get("maxAgeMillis").longValue()).isEqualTo(3_600_000);
  }

  @Test
  void aNewStore() {
    Path target = scratch.resolve("new");
    CommandRun run = run("--until", "3", "--to", target.toString());
    assertThat(run.code()).isZero();
    assertThat(run.err())
        .contains("queue orders keeps messages for 1 h 0 min: older ones go when")
        .contains("--no-expiry");
    assertThat(CommandRun.of("count", "orders", "--store", target.toString()).lines())
        .containsExactly("2");
    CommandRun again = run("--to", target.toString());
    assertThat(again.code()).isEqualTo(OfflineExit.USAGE);
    assertThat(again.err()).contains(target + " is there already");
  }

  @Test
  void noStoreIsMadeWhereTheOldOneIs() {
    Path backup = scratch.resolve("backup");
    assertThat(CommandRun.on(directory, "backup", backup.toString()).code()).isZero();
    Path runOfBackup = OfflineStore.runs(backup).get(0).directory();
    for (Path target : List.of(directory.resolve("x"), directory.resolve("journal/y"))) {
      refused(run("--to", target.toString()), target);
    }
    for (Path target : List.of(runOfBackup.resolve("x"), backup.resolve("y"))) {
      refused(CommandRun.on(runOfBackup, "replay", "--to", target.toString()), target);
    }
  }

  /** Without its mark it is still beside the other runs. */
  @Test
  void noStoreIsMadeBesideARunWhoseMarkIsLost() throws IOException {
    Path backup = scratch.resolve("backup");
    assertThat(CommandRun.on(directory, "backup", backup.toString()).code()).isZero();
    Path runOfBackup = OfflineStore.runs(backup).get(0).directory();
    Files.delete(runOfBackup.resolve("backup"));
    Path target = backup.resolve("y");
    refused(CommandRun.on(runOfBackup, "replay", "--to", target.toString()), target);
    refused(CommandRun.on(runOfBackup, "salvage", "--to", target.toString()), target);
  }

  private static void refused(CommandRun run, Path target) {
    assertThat(run.code()).isEqualTo(OfflineExit.USAGE);
    assertThat(run.err()).contains(target + " and ").contains("lie in each other");
    assertThat(target).doesNotExist();
  }

  @Test
  void withoutExpiry() {
    Path target = scratch.resolve("new");
    CommandRun run = run("--to", target.toString(), "--no-expiry");
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    CommandRun queues = CommandRun.of("replay", "--store", target.toString());
    assertThat(queues.lines().get(3)).contains("power-loss").contains(" - ");
  }
}
