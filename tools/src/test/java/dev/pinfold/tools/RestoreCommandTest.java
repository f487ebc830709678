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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreCommandTest {
  @TempDir Path scratch;

  private Path directory;
  private Path backup;
  private Path target;

  @BeforeEach
  void backUp() {
    directory = scratch.resolve("store");
    backup = scratch.resolve("backup");
    target = scratch.resolve("new");
    try (PinfoldStore store = PinfoldStore.open(directory)) {
      var orders = store.queue("orders", QueuePolicy.POWER_LOSS); // 1
      orders.add(new byte[] {1}); // 2
      orders.add(new byte[] {2, 2}); // 3
      assertThat(CommandRun.on(directory, "backup", backup.toString()).code()).isZero();
      orders.add(new byte[] {3}); // 4
      assertThat(orders.takeOldest()).isPresent(); // 5
      assertThat(CommandRun.on(directory, "backup", backup.toString()).code()).isZero();
    }
  }

  private CommandRun restore(String... more) {
    List<String> args = new ArrayList<>(List.of("restore", backup.toString(), target.toString()));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private String count() {
    return CommandRun.of("count", "orders", "--store", target.toString()).out();
  }

  private String runNamed(int index) {
    return OfflineStore.runs(backup).get(index).directory().getFileName().toString();
  }

  @Test
  void theNewestRun() {
    CommandRun run = restore();
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.lines())
        .containsExactly(
            "store        " + target,
            "made of      " + backup.resolve(runNamed(1)),
            "transaction  5",
            "messages     2");
    assertThat(run.err()).isEmpty();
    assertThat(count()).isEqualTo("2\n");
  }

  @Test
  void aMoment() throws IOException {
    JsonNode done = new ObjectMapper().readTree(restore("--until", "2", "--json").out());
    assertThat(done.get("schema").textValue()).isEqualTo("pinfold.restore/1");
    assertThat(done.get("directory").textValue()).isEqualTo(target.toString());
    assertThat(done.get("from").textValue()).isEqualTo(backup.resolve(runNamed(0)).toString());
    assertThat(done.get("exitCode").intValue()).isZero();
    assertThat(done.get("journal").get("state").textValue()).isEqualTo("sound");
    assertThat(done.get("transaction").longValue()).isEqualTo(2);
    assertThat(done.get("messages").longValue()).isEqualTo(1);
    assertThat(count()).isEqualTo("1\n");
  }

  @Test
  void oneRun() {
    backup = backup.resolve(runNamed(0));
    assertThat(restore().lines()).contains("transaction  3", "messages     2");
  }

  @Test
  void aDamagedRunIs3() throws IOException {
    backup = backup.resolve(runNamed(1));
    Path segment = backup.resolve("journal/0000000001.pfj");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[120] ^= 1;
    Files.write(segment, bytes);
    CommandRun run = restore();
    assertThat(run.code()).isEqualTo(OfflineExit.JOURNAL_DAMAGED);
    assertThat(run.err()).contains(segment + " at byte 112: expected checksum 0x");
    assertThat(target).doesNotExist();
  }

  @Test
  void aMomentThatNoRunTellsOfIs1() {
    for (String moment : List.of("99", "2099-01-01")) {
      CommandRun run = restore("--until", moment);
      assertThat(run.code()).isEqualTo(OfflineExit.USAGE);
      assertThat(run.err())
          .startsWith("pinfold: no run in " + backup + " tells of ")
          .contains(runNamed(0) + ", up to transaction 3")
          .contains(runNamed(1) + ", up to transaction 5");
      assertThat(target).doesNotExist();
    }
  }

  @Test
  void wrongUseIs1() throws IOException {
    Path full = Files.createDirectory(scratch.resolve("full"));
    Files.createFile(full.resolve("file"));
    for (List<String> wrong :
        List.of(
            List.of("restore", backup.toString()),
            List.of("restore", backup.toString(), full.toString()),
            List.of("restore", backup.toString(), full.toString(), "--until", "2"),
            List.of("restore", backup.toString(), backup.resolve("new").toString()),
            List.of("restore", backup.toString(), target.toString(), "--until", "soon"),
            List.of("restore", backup.toString(), "--store", target.toString()),
            List.of(
                "restore", backup.toString(), target.toString(), "--store", target.toString()))) {
      CommandRun run = CommandRun.of(wrong.toArray(String[]::new));
      assertThat(run.code()).as("%s", wrong).isEqualTo(OfflineExit.USAGE);
      assertThat(run.err()).as("%s", wrong).matches("pinfold: [^\\p{Cntrl}]{10,}\n");
      assertThat(run.out()).isEmpty();
    }
    assertThat(target).doesNotExist();
    assertThat(backup.resolve("new")).doesNotExist();
  }

  @Test
  void noBackupIs5() {
    backup = scratch.resolve("nothing");
    CommandRun run = restore();
    assertThat(run.code()).isEqualTo(OfflineExit.NO_STORE);
    assertThat(run.err())
        .isEqualTo("pinfold: no backup at " + backup + ": there is no such directory\n");
  }
}
