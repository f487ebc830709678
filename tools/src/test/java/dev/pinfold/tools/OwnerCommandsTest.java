package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.Durability;
import dev.pinfold.MessageQueue;
import dev.pinfold.Overflow;
import dev.pinfold.QueuePolicy;
import dev.pinfold.Retention;
import dev.pinfold.durable.PinfoldStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that change a store, and so want it for themselves. */
class OwnerCommandsTest {
  @TempDir Path scratch;

  private Path directory;

  @BeforeEach
  void fill() {
    directory = scratch.resolve("store");
    with(
        queue -> {
          for (int i = 0; i < 10; i++) {
            queue.add(new byte[] {(byte) i});
          }
        });
  }

  private void with(Consumer<MessageQueue<byte[]>> what) {
    try (PinfoldStore store = PinfoldStore.open(directory)) {
      what.accept(
          store.exists("orders")
              ? store.queue("orders")
              : store.queue("orders", QueuePolicy.PROCESS_CRASH));
    }
  }

  private QueuePolicy policy() {
    try (PinfoldStore store = PinfoldStore.open(directory)) {
      return store.queue("orders").info().orElseThrow().policy();
    }
  }

  private CommandRun run(String... args) {
    String[] all = List.of(args).toArray(new String[args.length + 2]);
    all[args.length] = "--store";
    all[args.length + 1] = directory.toString();
    return CommandRun.of(all);
  }

  private void requireRefused(String why, String... args) {
    CommandRun run = run(args);
    assertThat(run.code()).as("%s", List.of(args)).isEqualTo(1);
    assertThat(run.err()).contains(why);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aSnapshotSaysItsTransaction() {
    assertThat(run("snapshot").lines()).containsExactly("11");
    with(queue -> queue.add(new byte[1]));
    assertThat(run("snapshot").lines()).containsExactly("12");
  }

  @Test
  void compactingGivesBackWhatNothingNeeds() {
    with(
        queue -> {
          for (int i = 0; i < 600; i++) {
            queue.add(new byte[100_000]);
          }
          while (queue.count() > 10) {
            assertThat(queue.takeOldest(100)).isNotEmpty();
          }
          queue.add(new byte[] {42});
        });
    CommandRun run = run("compact");
    assertThat(run.code()).isZero();
    assertThat(run.out()).matches("segments given back: \\d+; left: \\d+ \\([\\d,]+ bytes\\)\n");
    with(queue -> assertThat(queue.peekNewest().orElseThrow().payload()).containsExactly(42));
  }

  @Test
  void purgingRemovesAllAndKeepsTheQueue() {
    assertThat(run("purge", "orders").lines()).containsExactly("10");
    assertThat(run("purge", "orders").lines()).containsExactly("0");
    with(
        queue -> {
          assertThat(queue.count()).isZero();
          assertThat(queue.add(new byte[1])).isEqualTo(11);
        });
  }

  @Test
  void droppingRemovesTheQueueToo() {
    assertThat(run("purge", "orders", "--drop").lines()).containsExactly("10");
    assertThat(run("queues").out()).doesNotContain("orders");
    requireRefused("there is no queue \"orders\"; pinfold queues lists them", "purge", "orders");
  }

  @Test
  void alteringChangesWhatIsGivenAlone() {
    CommandRun run =
        run(
            "alter",
            "orders",
            "--durability",
            "power-loss",
            "--max-age",
            "7d",
            "--max-count",
            "20");
    assertThat(run.lines()).containsExactly("power-loss, 20 messages, 7 d 0 h, drop-oldest");
    assertThat(run.err()).isEmpty();
    assertThat(run("alter", "orders", "--overflow", "reject", "--max-bytes", "1000").code())
        .isZero();
    Retention all = new Retention(20, 1_000, Duration.ofDays(7), Overflow.REJECT);
    assertThat(policy()).isEqualTo(new QueuePolicy(Durability.POWER_LOSS, all));
    assertThat(
            run(
                    "alter",
                    "orders",
                    "--max-count",
                    "none",
                    "--max-bytes",
                    "none",
                    "--max-age",
                    "none")
                .lines())
        .containsExactly("power-loss, -");
    assertThat(policy().retention()).isEqualTo(Retention.UNLIMITED.withOverflow(Overflow.REJECT));
  }

  @Test
  void whatIsBeyondNewLimitsGoesAndIsCounted() {
    CommandRun run = run("alter", "orders", "--max-count", "3");
    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("7 messages were beyond the new limits, and went");
    with(queue -> assertThat(queue.peekOldest().orElseThrow().number()).isEqualTo(8));
  }

  @Test
  void wrongUseSaysWhatWouldBeRight() {
    requireRefused("what shall be altered?", "alter", "orders");
    requireRefused("pinfold purge --drop", "alter", "orders", "--durability", "memory");
    requireRefused("'0' is no limit", "alter", "orders", "--max-count", "0");
    requireRefused("'many' is no limit", "alter", "orders", "--max-bytes", "many");
    requireRefused("'week' is no time", "alter", "orders", "--max-age", "week");
    requireRefused("'0s' is no age to keep", "alter", "orders", "--max-age", "0s");
    requireRefused("none of drop-oldest, reject", "alter", "orders", "--overflow", "explode");
    requireRefused("there is no queue \"bills\"", "alter", "bills", "--max-count", "1");
    requireRefused("there is no queue \"bills\"", "purge", "bills");
    requireRefused("there is no queue \"bills\"", "purge", "bills", "--drop");
    with(queue -> assertThat(queue.count()).isEqualTo(10));
  }

  @Test
  void aMissingStoreIsNotMade() {
    directory = scratch.resolve("nothing");
    for (String command : List.of("snapshot", "compact")) {
      requireRefused("no store at", command);
    }
    requireRefused("no store at", "purge", "orders");
    requireRefused("no store at", "alter", "orders", "--max-count", "1");
    assertThat(directory).doesNotExist();
  }

  @Test
  void besideAnOwnerTheySaySo() {
    with(
        queue -> {
          for (String command : List.of("snapshot", "compact")) {
            requireRefused("is open in", command);
          }
          requireRefused("is open in", "purge", "orders");
          requireRefused("is open in", "alter", "orders", "--max-count", "1");
          assertThat(queue.count()).isEqualTo(10);
        });
  }
}
