package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.StoreOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
  @TempDir Path scratch;
  private Path directory;

  @BeforeEach
  void make() {
    directory = OfflineStores.sound(scratch.resolve("store"));
  }

  private CommandRun run(String... more) {
    return CommandRun.on(directory, "inspect", more);
  }

  @Test
  void tables() {
    assertThat(run().lines())
        .anyMatch(line -> line.matches("store    [0-9a-f-]{36}, format 1"))
        .anyMatch(line -> line.matches("owner    process \\d+ \\(.*\\) had it open last"))
        .contains("journal  sound, up to transaction 10")
        .anyMatch(
            line ->
                line.matches(
                    "orders  power-loss            2     15       0     5  .*"
                        + "  1,000 messages, drop-oldest"))
        .anyMatch(line -> line.matches(" {7}9  \\d{4}-\\d\\d-\\d\\dT[\\d:.]{12}Z  +\\d+  good"))
        .anyMatch(
            line ->
                line.matches(
                    " +1  \\d{4}-\\d\\d-\\d\\dT[\\d:.]{12}Z +1  262,144 .*being written.*"));
  }

  @Test
  void jsonSaysTheSame() throws Exception {
    CommandRun run = run("--json", "--zone", "+02:00");
    assertThat(run.lines()).hasSize(1).allMatch(line -> line.matches("[ -~]+"));
    JsonNode store = new ObjectMapper().readTree(run.out());
    assertThat(store.get("schema").textValue()).isEqualTo("pinfold.inspect/1");
    assertThat(store.get("directory").textValue()).isEqualTo(directory.toString());
    assertThat(store.get("exitCode").intValue()).isZero();
    assertThat(store.get("owner").get("pid").longValue()).isEqualTo(ProcessHandle.current().pid());
    assertThat(store.get("owner").get("state").textValue()).isEqualTo("gone");
    assertThat(store.get("journal").get("state").textValue()).isEqualTo("sound");
    assertThat(store.get("journal").get("lastTransaction").longValue()).isEqualTo(10);
    assertThat(store.get("journal").get("damages")).isEmpty();
    assertThat(store.get("journal").get("cut").isNull()).isTrue();
    JsonNode bills = store.get("queues").get(0);
    assertThat(bills.get("name").textValue()).isEqualTo("bills");
    assertThat(bills.get("messages").longValue()).isEqualTo(1);
    assertThat(bills.get("bytes").longValue()).isEqualTo(10);
    assertThat(bills.get("oldestArrival").textValue()).isEqualTo("2026-11-23T22:00:00.000+02:00");
    assertThat(bills.get("policy").get("durability").textValue()).isEqualTo("process-crash");
    assertThat(bills.get("policy").get("maxCount").isNull()).isTrue();
    assertThat(store.get("queues").get(1).get("policy").get("maxCount").longValue())
        .isEqualTo(1000);
    assertThat(store.get("snapshots")).hasSize(2);
    assertThat(store.get("snapshots").get(0).get("good").booleanValue()).isTrue();
    JsonNode segment = store.get("segments").get(0);
    assertThat(segment.get("segment").intValue()).isEqualTo(1);
    assertThat(segment.get("liveMessages").longValue()).isEqualTo(3);
    assertThat(segment.get("documentBytes").longValue())
        .isEqualTo(segment.get("liveBytes").longValue() + segment.get("deadBytes").longValue());
    assertThat(segment.get("keptBecause").get(0).textValue()).isEqualTo("it is being written");
    assertThat(store.get("segments").get(1).get("begun").isNull()).isTrue();
  }

  @Test
  void ratesAreThoseOfTheJournal() throws Exception {
    directory = scratch.resolve("rates");
    Instant[] now = {OfflineStores.NOW};
    InstantSource clock = () -> now[0];
    try (PinfoldStore store =
        PinfoldStore.open(directory, StoreOptions.DEFAULTS.withClock(clock))) {
      MessageQueue<byte[]> queue = store.queue("q", QueuePolicy.PROCESS_CRASH);
      for (int i = 0; i < 101; i++) {
        assertThat(queue.add(new byte[1])).isPositive();
        now[0] = now[0].plusMillis(500);
      }
      assertThat(queue.takeOldest(20)).hasSize(20);
    }
    assertThat(run().lines())
        .anyMatch(line -> line.matches("q +process-crash +81 .* 2\\.02     0\\.40  -"));
    JsonNode traffic =
        new ObjectMapper().readTree(run("--json").out()).get("queues").get(0).get("traffic");
    assertThat(traffic.get("added").longValue()).isEqualTo(101);
    assertThat(traffic.get("ended").longValue()).isEqualTo(20);
    assertThat(traffic.get("from").textValue()).isEqualTo("2026-11-23T20:00:00.000Z");
    assertThat(traffic.get("to").textValue()).isEqualTo("2026-11-23T20:00:50.000Z");
    assertThat(traffic.get("addedPerSecond").doubleValue()).isEqualTo(2.02);
  }

  @Test
  void jsonOfDamage() throws Exception {
    directory = OfflineStores.damagedJournal(scratch.resolve("damaged"));
    JsonNode store = new ObjectMapper().readTree(run("--json").out());
    assertThat(store.get("exitCode").intValue()).isEqualTo(3);
    JsonNode damage = store.get("journal").get("damages").get(0);
    assertThat(damage.get("file").textValue())
        .isEqualTo(directory.resolve("journal/0000000001.pfj").toString());
    assertThat(damage.get("offset").intValue()).isEqualTo(112);
    assertThat(damage.get("expected").textValue()).startsWith("checksum 0x");
    assertThat(damage.get("found").textValue()).startsWith("0x");

    directory = OfflineStores.torn(scratch.resolve("torn"));
    JsonNode torn = new ObjectMapper().readTree(run("--json").out());
    assertThat(torn.get("journal").get("cut").get("reason").textValue())
        .isEqualTo("torn while it was written");
  }

  @Test
  void namesAndLimitsAreWritten() {
    try (PinfoldStore store = OfflineStores.open(directory)) {
      store
          .queue(
              "a\u001b[2J\nb",
              QueuePolicy.PROCESS_CRASH.withMaxBytes(5000).withMaxAge(Duration.ofDays(2)))
          .add(new byte[3]);
    }
    assertThat(run().out()).contains("a\\u001b[2J\\nb", "5,000 bytes, 2 d 0 h, drop-oldest");
    assertThat(run().out()).doesNotContain("\u001b");
  }

  @Test
  void coloursAreForTerminalsThatWantThem() {
    assertThat(onTerminal("inspect")).contains("\u001b[32msound\u001b[0m");
    assertThat(onTerminal("inspect", "--no-color")).doesNotContain("\u001b");
    assertThat(onTerminal("inspect", "--json")).doesNotContain("\u001b");
    assertThat(run().out()).doesNotContain("\u001b");
  }

  private String onTerminal(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            out,
            new ByteArrayOutputStream(),
            new Terminal(true, true, true, true));
    Map<String, String> environment = Map.of("PINFOLD_STORE", directory.toString());
    assertThat(Main.run(console, environment, args)).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }
}
