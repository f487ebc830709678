package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pinfold.QueuePolicy;
import dev.pinfold.codec.Codecs;
import dev.pinfold.durable.PinfoldStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --queue} means the same to each command that looks at several queues. */
class QueueFilterTest {
  @TempDir Path scratch;
  private Path directory;

  /** Transactions 1 to 10 with the queues orders and bills, then 11 to 13 with one that goes. */
  @BeforeEach
  void make() {
    directory = OfflineStores.sound(scratch.resolve("store"));
    try (PinfoldStore store = OfflineStores.open(directory)) {
      store.queue("gone", Codecs.text(), QueuePolicy.PROCESS_CRASH).add("brief");
      assertThat(store.queue("gone").drop()).isTrue();
    }
  }

  private CommandRun run(String line) {
    List<String> words = List.of(line.split(" ", -1));
    String[] more = words.subList(1, words.size()).toArray(String[]::new);
    return CommandRun.on(directory, words.get(0), more);
  }

  private List<String> lines(String line) {
    CommandRun run = run(line);
    assertThat(run.code()).as("%s: %s", line, run).isZero();
    assertThat(run.err()).as(line).isEmpty();
    return run.lines();
  }

  private JsonNode json(String line) throws IOException {
    return new ObjectMapper().readTree(lines(line + " --json").get(0));
  }

  @Test
  void inspect() throws IOException {
    JsonNode store = json("inspect --queue bills");
    assertThat(store.get("queues")).hasSize(1);
    assertThat(store.get("queues").get(0).get("name").textValue()).isEqualTo("bills");
    assertThat(store.get("segments")).isNotEmpty();
    assertThat(json("inspect --queue bills --queue orders")).isNotNull();
    assertThat(lines("inspect --queue orders")).noneMatch(line -> line.startsWith("bills"));
  }

  @Test
  void journal() {
    assertThat(lines("journal --queue bills --queue gone"))
        .hasSize(5)
        .allMatch(line -> line.contains(" bills") || line.contains(" gone"));
    assertThat(lines("journal --queue gone --operation purged")).isEmpty();
  }

  @Test
  void replayAndWhatItCopies() throws IOException {
    assertThat(json("replay --queue bills").get("queues")).hasSize(1);
    Path target = scratch.resolve("target");
    assertThat(lines("replay --queue orders --to " + target)).last().asString().contains("orders");
    assertThat(CommandRun.of("queues", "--store", target.toString()).out())
        .contains("orders")
        .doesNotContain("bills");
  }

  @Test
  void diff() {
    assertThat(lines("diff --from 7 --queue bills"))
        .containsExactly("bills  new queue with 1 message");
    assertThat(lines("diff --from 9 --queue bills")).isEmpty();
    assertThat(lines("diff --from 9 --queue bills --queue orders")).hasSize(2);
    assertThat(lines("diff --from 12 --queue gone"))
        .containsExactly("gone  queue is gone with 1 message");
  }

  @Test
  void export() {
    assertThat(lines("export --queue bills --queue bills").get(3))
        .isEqualTo("{\"end\":{\"queues\":1,\"messages\":1}}");
  }

  @Test
  void report() throws IOException {
    Path page = scratch.resolve("page.html");
    assertThat(lines("report --queue orders --out " + page)).isEmpty();
    assertThat(Files.readString(page))
        .contains("\"queueCount\":1,\"messages\":2", "\"name\":\"orders\"")
        .doesNotContain("\"bills\"", "all others");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "inspect",
        "inspect --json",
        "replay",
        "replay --to NEW",
        "diff --from 9",
        "export",
        "report --out NEW",
        "journal",
        "journal --reverse",
        "journal --last 3",
        "journal --json"
      })
  void nameThatIsNotThere(String line) {
    Path fresh = scratch.resolve("new");
    String start = line.replace("NEW", fresh.toString());
    for (String queues : List.of(" --queue order", " --queue orders --queue order")) {
      CommandRun run = run(start + queues);
      assertThat(run.code()).as("%s: %s", line, run).isEqualTo(OfflineExit.USAGE);
      assertThat(run.err()).hasLineCount(1).contains("there was no queue \"order\"");
      if (!line.startsWith("journal")) {
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("there was \"bills\", \"orders\"");
      }
    }
    assertThat(fresh).doesNotExist();
  }

  /** It may be in what is damaged. */
  @Test
  void nameThatIsNotThereInDamagedStore() throws IOException {
    directory = OfflineStores.damagedSnapshot(scratch.resolve("damaged"));
    for (String line : List.of("inspect", "replay", "diff --from 9", "export", "journal")) {
      CommandRun run = run(line + " --queue order");
      assertThat(run.code()).as(line).isEqualTo(OfflineExit.SNAPSHOT_DAMAGED);
      assertThat(run.err()).as(line).contains("there was no queue \"order\"");
    }
  }
}
