package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pinfold.QueuePolicy;
import dev.pinfold.codec.Codecs;
import dev.pinfold.durable.PinfoldStore;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowCommandTest {
  private static final String BOUND = CommandRun.bytesOf(" ≥2026-11-23T20:00:00.000Z  ");

  @TempDir Path scratch;
  private Path directory;

  @BeforeEach
  void make() {
    directory = OfflineStores.sound(scratch.resolve("store"));
  }

  private CommandRun show(String queue, String number, String... more) {
    String[] args = new String[more.length + 5];
    args[0] = "show";
    args[1] = queue;
    args[2] = number;
    args[3] = "--store";
    args[4] = directory.toString();
    System.arraycopy(more, 0, args, 5, more.length);
    return CommandRun.of(args);
  }

  @Test
  void aLifeThatEnded() {
    assertThat(show("orders", "1", "--redact").lines())
        .containsExactly(
            "        2  2026-11-23T20:00:00.000Z  added         orders #1, 32 bytes"
                + "  secret=***  ***",
            "        5"
                + BOUND
                + "leased        orders #1,"
                + " until 2026-11-23T20:05:00.000Z, delivery 1",
            "        6" + BOUND + "acknowledged  orders #1");
  }

  @Test
  void oneThatGoesOn() {
    assertThat(show("orders", "4").lines())
        .containsExactly(
            "       10  2026-11-23T20:00:00.000Z  added         orders #4, 8 bytes  last one",
            "        -  it is still there");
  }

  @Test
  void someOperations() throws Exception {
    assertThat(show("orders", "1", "--operation", "leased,remove").lines())
        .hasSize(2)
        .allMatch(line -> line.matches(".*(leased|acknowledged)  .*"));
    CommandRun none = show("orders", "4", "--operation", "leased");
    assertThat(none.code()).isZero();
    assertThat(none.lines()).containsExactly("        -  it is still there");
    JsonNode life =
        new ObjectMapper().readTree(show("orders", "1", "--operation", "added", "--json").out());
    assertThat(life.get("events")).hasSize(1);
    assertThat(life.get("end").textValue()).isEqualTo("acknowledged");
  }

  @Test
  void severalLivesUnderOneName() {
    try (PinfoldStore store = OfflineStores.open(directory)) {
      boolean unused = store.queue("bills").drop();
      store.queue("bills", Codecs.text(), QueuePolicy.PROCESS_CRASH).add("again");
    }
    assertThat(show("bills", "1").lines())
        .anyMatch(line -> line.equals("queue identity 2"))
        .anyMatch(line -> line.endsWith("dropped       bills"))
        .anyMatch(line -> line.equals("queue identity 3"))
        .anyMatch(line -> line.endsWith("bills #1, 5 bytes  again"))
        .endsWith("        -  it is still there");
  }

  @Test
  void json() throws Exception {
    CommandRun run = show("orders", "1", "--json");
    assertThat(run.lines()).hasSize(1);
    JsonNode life = new ObjectMapper().readTree(run.out());
    assertThat(life.get("schema").textValue()).isEqualTo("pinfold.show/1");
    assertThat(life.get("queue").textValue()).isEqualTo("orders");
    assertThat(life.get("message").longValue()).isEqualTo(1);
    assertThat(life.get("whole").booleanValue()).isTrue();
    assertThat(life.get("end").textValue()).isEqualTo("acknowledged");
    assertThat(life.get("events")).hasSize(3);
    assertThat(life.get("events").get(2).get("notBefore").textValue())
        .isEqualTo("2026-11-23T20:00:00.000Z");
    assertThat(life.get("events").get(0).get("payload").textValue())
        .isEqualTo("{\"item\":\"tea\"}");
    assertThat(new ObjectMapper().readTree(show("orders", "4", "--json").out()).get("end").isNull())
        .isTrue();
  }

  /** What went before cannot be read; message 1 was acknowledged there. */
  @Test
  void anEndOfARangeMayNotBeItsOwn(@org.junit.jupiter.api.io.TempDir java.nio.file.Path other)
      throws java.io.IOException {
    java.nio.file.Path store = OfflineStores.sound(other.resolve("store"));
    try (var again = OfflineStores.open(store)) {
      assertThat(again.queue("orders").purge()).isPositive();
      assertThat(again.snapshot()).isPositive();
    }
    java.nio.file.Path first = store.resolve("journal/0000000001.pfj");
    byte[] bytes = java.nio.file.Files.readAllBytes(first);
    bytes[120] ^= 1;
    java.nio.file.Files.write(first, bytes);
    CommandRun run = CommandRun.of("show", "--store", store.toString(), "orders", "1");
    assertThat(run.code()).isEqualTo(OfflineExit.JOURNAL_DAMAGED);
    assertThat(run.out()).contains("purged", "it may have ended before");
  }
}
