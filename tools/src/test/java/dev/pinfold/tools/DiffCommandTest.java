package dev.pinfold.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.durable.PinfoldStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffCommandTest {
  @TempDir Path scratch;

  private Path directory;

  @BeforeEach
  void fill() {
    directory = scratch.resolve("store");
    with(
        directory,
        store -> {
          MessageQueue<byte[]> orders = store.queue("orders", QueuePolicy.PROCESS_CRASH); // 1
          for (int i = 1; i <= 6; i++) {
            orders.add(new byte[] {(byte) i}); // 2 to 7
          }
          store.queue("old", QueuePolicy.PROCESS_CRASH); // 8
          assertThat(orders.takeOldest(2)).hasSize(2); // 9
          assertThat(orders.takeNewest()).isPresent(); // 10
          orders.add(new byte[] {7}); // 11
          assertThat(orders.lease(Duration.ofMinutes(1))).isPresent(); // 12
          orders.alter(QueuePolicy.POWER_LOSS.withMaxCount(9)); // 13
          assertThat(store.queue("old").drop()).isTrue(); // 14
          store.queue("new", QueuePolicy.PROCESS_CRASH).add(new byte[1]); // 15, 16
        });
  }

  private static void with(Path store, Consumer<PinfoldStore> what) {
    try (PinfoldStore opened = PinfoldStore.open(store)) {
      what.accept(opened);
    }
  }

  private CommandRun run(String... more) {
    return CommandRun.on(directory, "diff", more);
  }

  @Test
  void twoMoments() {
    CommandRun run = run("--from", "8");
    assertThat(run.code()).isZero();
    assertThat(run.lines())
        .containsExactly(
            "new  new queue with 1 message",
            "old  queue is gone with 0 messages",
            "orders  policy: process-crash, - -> power-loss, 9 messages, drop-oldest",
            "orders  next number: 7 -> 8",
            "orders  - messages 1 to 2 (2)",
            "orders  ~ message 3: leases or deliveries",
            "orders  - message 6",
            "orders  + message 7");
    assertThat(run("--from", "8", "--until", "9").lines())
        .containsExactly("orders  - messages 1 to 2 (2)");
    assertThat(run("--from", "9", "--until", "8").lines())
        .containsExactly("orders  + messages 1 to 2 (2)");
    assertThat(run("--from", "9", "--until", "9").out()).isEmpty();
  }

  /** A copy has the identity of its store, and may have gone on in another way. */
  @Test
  void aCopyThatWentAnotherWay() throws IOException {
    Path copy = scratch.resolve("copy");
    Path backup = scratch.resolve("backup");
    assertThat(CommandRun.on(directory, "backup", backup.toString()).code()).isZero();
    assertThat(CommandRun.of("restore", backup.toString(), copy.toString()).code()).isZero();
    assertThat(run(copy.toString()).out()).isEmpty();
    with(directory, store -> store.queue("new").add("this".getBytes(UTF_8)));
    with(copy, store -> store.queue("new").add("that".getBytes(UTF_8)));
    assertThat(run(copy.toString()).lines()).containsExactly("new  ! message 2 is other");
    assertThat(run(directory.toString()).out()).isEmpty();
    Path link = Files.createSymbolicLink(scratch.resolve("link"), directory);
    assertThat(run(link.toString()).out()).isEmpty();
  }

  @Test
  void someMessages() {
    assertThat(run("--from", "8", "--message", "2-3", "--queue", "orders").lines())
        .containsExactly("orders  - message 2", "orders  ~ message 3: leases or deliveries");
    assertThat(run("--from", "8", "--message", "7").lines())
        .containsExactly(
            "new  new queue with 1 message",
            "old  queue is gone with 0 messages",
            "orders  + message 7");
    assertThat(run("--from", "8", "--message", "4-5", "--queue", "orders").lines()).isEmpty();
  }

  @Test
  void json() throws IOException {
    List<JsonNode> changes = new ArrayList<>();
    for (String line : run("--from", "8", "--json").lines()) {
      changes.add(new ObjectMapper().readTree(line));
    }
    assertThat(changes)
        .extracting(change -> change.get("change").textValue())
        .containsExactly(
            "new-queue", "queue-gone", "policy", "next-number", "gone", "leased", "gone", "added");
    assertThat(changes)
        .allMatch(change -> change.get("schema").textValue().equals("pinfold.diff/1"));
    JsonNode policy = changes.get(2);
    assertThat(policy.get("before").get("policy").get("maxCount").isNull()).isTrue();
    assertThat(policy.get("after").get("policy").get("maxCount").longValue()).isEqualTo(9);
    assertThat(changes.get(4).get("firstMessage").longValue()).isEqualTo(1);
    assertThat(changes.get(4).get("lastMessage").longValue()).isEqualTo(2);
  }

  @Test
  void twoStores() {
    Path copy = scratch.resolve("copy");
    assertThat(
            CommandRun.of("replay", "--store", directory.toString(), "--to", copy.toString())
                .code())
        .isZero();
    assertThat(run(copy.toString()).out()).isEmpty();
    Path other = scratch.resolve("other");
    with(
        other,
        store -> {
          MessageQueue<byte[]> orders =
              store.queue("orders", QueuePolicy.POWER_LOSS.withMaxCount(9));
          for (int i = 1; i <= 7; i++) {
            orders.add(new byte[] {0});
          }
        });
    assertThat(run(other.toString()).lines())
        .containsExactly(
            "new  queue is gone with 1 message",
            "orders  + messages 1 to 2 (2)",
            "orders  ! messages 3 to 5 (3) are other",
            "orders  + message 6",
            "orders  ! message 7 is other");
  }
}
