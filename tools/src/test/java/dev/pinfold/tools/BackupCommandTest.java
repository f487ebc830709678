package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.offline.BackupRun;
import dev.pinfold.offline.OfflineStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupCommandTest {
  @TempDir Path scratch;

  private Path directory;
  private Path target;

  @BeforeEach
  void name() {
    directory = scratch.resolve("store");
    target = scratch.resolve("backup");
  }

  private CommandRun backup(String... more) {
    return CommandRun.on(directory, "backup", args(more));
  }

  private String[] args(String... more) {
    String[] args = new String[more.length + 1];
    args[0] = target.toString();
    System.arraycopy(more, 0, args, 1, more.length);
    return args;
  }

  private List<String> runs() {
    return OfflineStore.runs(target).stream()
        .map(BackupRun::directory)
        .map(Path::toString)
        .toList();
  }

  @Test
  void aRun() {
    OfflineStores.sound(directory);
    CommandRun run = backup();
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.lines())
        .hasSize(5)
        .contains(
            "run          " + runs().get(0),
            "transaction  10",
            "messages     3 live and were found",
            "linked       0 segments");
    assertThat(run.lines().get(3)).matches("copied       1 segment, \\d{3} bytes");
    assertThat(backup().lines())
        .contains("copied       0 segments, 0 bytes", "linked       1 segment");
  }

  @Test
  void json() throws IOException {
    OfflineStores.sound(directory);
    assertThat(backup().code()).isZero();
    JsonNode done = new ObjectMapper().readTree(backup("--json", "--keep", "1").out());
    assertThat(done.get("schema").textValue()).isEqualTo("pinfold.backup/1");
    assertThat(done.get("directory").textValue()).isEqualTo(directory.toString());
    assertThat(done.get("exitCode").intValue()).isZero();
    assertThat(done.get("journal").get("state").textValue()).isEqualTo("sound");
    assertThat(done.get("snapshots")).hasSize(2);
    assertThat(done.get("run").textValue()).isEqualTo(runs().get(0));
    assertThat(done.get("transaction").longValue()).isEqualTo(10);
    assertThat(done.get("messages").longValue()).isEqualTo(3);
    assertThat(done.get("copiedSegments").intValue()).isZero();
    assertThat(done.get("copiedBytes").longValue()).isZero();
    assertThat(done.get("linkedSegments").intValue()).isEqualTo(1);
    assertThat(done.get("rotten").isNull()).isTrue();
    assertThat(done.get("removed")).hasSize(1);
    assertThat(runs()).hasSize(1);
  }

  @Test
  void runsAreListed() throws IOException {
    OfflineStores.sound(directory);
    assertThat(backup().code()).isZero();
    assertThat(backup().code()).isZero();
    CommandRun table = CommandRun.of("backup", "--list", target.toString());
    assertThat(table.code()).isZero();
    assertThat(table.lines()).hasSize(3);
    assertThat(table.lines().get(0)).matches("run +made +transaction +bytes");
    assertThat(table.lines().get(1)).matches("\\d{8}T\\d{6}\\.\\d{3}Z +\\d{4}-\\S+Z +10 +[\\d,]+");
    CommandRun objects = CommandRun.of("backup", "--list", target.toString(), "--json");
    JsonNode run = new ObjectMapper().readTree(objects.lines().get(1));
    assertThat(run.get("schema").textValue()).isEqualTo("pinfold.backup-run/1");
    assertThat(run.get("run").textValue()).isEqualTo(runs().get(1));
    assertThat(run.get("time").textValue()).endsWith("Z");
    assertThat(run.get("storeId").textValue())
        .isEqualTo(OfflineStore.at(directory).storeId().toString());
    assertThat(run.get("transaction").longValue()).isEqualTo(10);
    assertThat(run.get("bytes").longValue()).isPositive();
    assertThat(run.get("damage").isNull()).isTrue();
  }

  @Test
  void aDamagedRunIsListedAndNotLinked() throws IOException {
    OfflineStores.sound(directory);
    assertThat(backup().code()).isZero();
    Path segment = Path.of(runs().get(0), "journal", "0000000001.pfj");
    byte[] bytes = Files.readAllBytes(segment);
    for (int at = 96; at < 2000; at++) {
      bytes[at] ^= 5;
    }
    Files.write(segment, bytes);
    CommandRun list = CommandRun.of("backup", "--list", target.toString());
    assertThat(list.code()).isEqualTo(OfflineExit.JOURNAL_DAMAGED);
    assertThat(list.lines().get(1)).contains("damaged: " + segment + " at byte ");
    CommandRun again = backup();
    assertThat(again.code()).isZero();
    assertThat(again.lines()).contains("linked       0 segments");
  }

  @Test
  void besideItsOwner() throws IOException {
    try (PinfoldStore store = OfflineStores.open(directory)) {
      OfflineStores.fill(store);
      assertThat(backup().code()).isZero();
      store.queue("orders").add(new byte[10]);
      assertThat(backup().lines()).contains("transaction  11");
    }
  }

  /** Whatever would write to it. */
  @Test
  void aRunIsNotOpened() throws IOException {
    OfflineStores.sound(directory);
    assertThat(backup().code()).isZero();
    String run = runs().get(0);
    Map<String, String> before = OfflineStores.fingerprint(target);
    for (List<String> command :
        List.of(
            List.of("add", "orders"),
            List.of("take", "orders"),
            List.of("peek", "orders"),
            List.of("count", "orders"),
            List.of("queues"),
            List.of("purge", "orders"),
            List.of("alter", "orders", "--max-count", "5"),
            List.of("snapshot"),
            List.of("compact"))) {
      String[] args = new String[command.size() + 2];
      command.toArray(args);
      args[command.size()] = "--store";
      args[command.size() + 1] = run;
      CommandRun refused = CommandRun.withInput("x\n", args);
      assertThat(refused.code()).as("%s", command).isEqualTo(1);
      assertThat(refused.err()).as("%s", command).contains(run + " is a run of a backup");
    }
    for (String command : List.of("inspect", "journal", "verify", "replay", "export")) {
      assertThat(CommandRun.of(command, "--store", run).code()).as(command).isZero();
    }
    assertThat(OfflineStores.fingerprint(target)).isEqualTo(before);
  }

  @Test
  void whatIsThereIsNoBackup() throws IOException {
    OfflineStores.sound(directory);
    target = Files.createDirectory(scratch.resolve("full"));
    Files.createFile(target.resolve("file"));
    assertThat(backup().code()).isEqualTo(OfflineExit.USAGE);
    assertThat(backup().err()).contains("is neither empty nor a backup");
    CommandRun list = CommandRun.of("backup", "--list", target.toString());
    assertThat(list.code()).isEqualTo(OfflineExit.NO_STORE);
    assertThat(list.err()).contains("no backup at " + target);
  }
}
