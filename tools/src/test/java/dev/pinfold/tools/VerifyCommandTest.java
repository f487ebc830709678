package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
  @TempDir Path scratch;
  private Path directory;

  @BeforeEach
  void name() {
    directory = scratch.resolve("store");
  }

  private CommandRun run(String... more) {
    return CommandRun.on(directory, "verify", more);
  }

  @Test
  void tables() {
    OfflineStores.sound(directory);
    assertThat(run().lines())
        .contains(
            "journal   sound, up to transaction 10",
            "messages  3 live and were found",
            "the journal alone      6  snapshot 6                          the same",
            "the journal alone      9  snapshot 9                          the same",
            "snapshot 6             9  snapshot 9                          the same",
            "the journal alone     10  what an opening comes to            the same",
            "snapshot 6            10  what an opening comes to            the same",
            "snapshot 6             6  where the journal has the messages  the same",
            "snapshot 9             9  where the journal has the messages  the same",
            "snapshot 9            10  where the journal has the messages  the same")
        .anyMatch(
            line ->
                line.matches(
                    "read      [\\d,]+ bytes in 1 segment: 10 transactions, 10 operations"));
  }

  @Test
  void jsonSaysTheSame() throws IOException {
    OfflineStores.sound(directory);
    CommandRun run = run("--json");
    assertThat(run.lines()).hasSize(1);
    JsonNode found = new ObjectMapper().readTree(run.out());
    assertThat(found.get("schema").textValue()).isEqualTo("pinfold.verify/1");
    assertThat(found.get("exitCode").intValue()).isZero();
    assertThat(found.get("journal").get("state").textValue()).isEqualTo("sound");
    assertThat(found.get("snapshots")).hasSize(2);
    assertThat(found.get("transactions").longValue()).isEqualTo(10);
    assertThat(found.get("messages").longValue()).isEqualTo(3);
    assertThat(found.get("comparisons")).hasSize(8);
    JsonNode first = found.get("comparisons").get(0);
    assertThat(first.get("from").longValue()).isZero();
    assertThat(first.get("at").longValue()).isEqualTo(6);
    assertThat(first.get("against").textValue()).isEqualTo("snapshot");
    assertThat(first.get("outcome").textValue()).isEqualTo("same");
    assertThat(first.get("why").isNull()).isTrue();
  }

  @Test
  void aSnapshotThatIsNotWhatTheJournalSaysIs4() throws IOException {
    OfflineStores.anotherHistory(directory);
    CommandRun run = run();
    assertThat(run.code()).isEqualTo(OfflineExit.SNAPSHOT_DAMAGED);
    assertThat(run.lines())
        .anyMatch(
            line ->
                line.startsWith("the journal alone     11  snapshot 11")
                    && line.contains("differs: queue \"orders\": the policy is"));
    JsonNode found = new ObjectMapper().readTree(run("--json").out());
    assertThat(found.get("exitCode").intValue()).isEqualTo(4);
    assertThat(found.get("journal").get("state").textValue()).isEqualTo("sound");
  }

  @Test
  void aDamagedJournalIsNotRebuiltFrom() {
    OfflineStores.damagedJournal(directory);
    CommandRun run = run();
    assertThat(run.code()).isEqualTo(OfflineExit.JOURNAL_DAMAGED);
    assertThat(run.lines())
        .contains("messages  not looked for: the journal is damaged")
        .contains("nothing rebuilt: the journal is damaged");
  }
}
