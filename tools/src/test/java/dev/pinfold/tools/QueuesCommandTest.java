package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueuesCommandTest {
  private static final String NASTY = "a\u001b[2J\nb\\\u202e\u0085\u007f\"c";

  @TempDir Path directory;

  @Test
  void namesCannotCommandTheTerminal() throws Exception {
    String store = directory.resolve("store").toString();
    CommandRun.withInput("1234\n56\n", "add", NASTY, "--store", store);
    CommandRun.withInput("", "add", "empty", "--durability", "power-loss", "--store", store);

    CommandRun table = CommandRun.of("queues", "--store", store);
    assertThat(table.err()).isEmpty();
    assertThat(table.lines()).hasSize(3);
    assertThat(table.lines().get(0).split(" +"))
        .containsExactly("queue", "durability", "messages", "bytes", "oldest");
    assertThat(table.lines().get(1))
        .startsWith(
            "a\\u001b[2J\\nb\\\\\\u202e\\u0085\\u007f\"c  process-crash         2      6  ");
    assertThat(table.lines().get(2)).matches("empty +power-loss +0 +0 +-");

    CommandRun json = CommandRun.of("queues", "--json", "--store", store);
    assertThat(json.lines()).hasSize(2).allMatch(line -> line.matches("[ -~]+"));
    JsonNode queue = new ObjectMapper().readTree(json.lines().get(0));
    assertThat(queue.get("name").textValue()).isEqualTo(NASTY);
    assertThat(queue.get("count").longValue()).isEqualTo(2);
    assertThat(queue.get("bytes").longValue()).isEqualTo(6);
    assertThat(queue.get("nextNumber").longValue()).isEqualTo(3);
    assertThat(queue.get("oldestAgeMillis").longValue()).isNotNegative();
    assertThat(new ObjectMapper().readTree(json.lines().get(1)).get("oldestArrival").isNull())
        .isTrue();
  }
}
