package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCommandTest {
  private static final String TIME = "  2026-11-23T20:00:00.000Z  ";
  private static final String NO_TIME = "  -                         ";
  private static final String BOUND = CommandRun.bytesOf(" ≥2026-11-23T20:00:00.000Z  ");

  @TempDir Path scratch;
  private Path directory;

  @BeforeEach
  void make() {
    directory = OfflineStores.sound(scratch.resolve("store"));
  }

  private List<String> run(String... more) {
    List<String> args = new ArrayList<>(List.of("journal", "--store", directory.toString()));
    args.addAll(List.of(more));
    CommandRun run = CommandRun.of(args.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    return run.lines();
  }

  private List<JsonNode> json(String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of(more));
    args.add("--json");
    List<JsonNode> found = new ArrayList<>();
    for (String line : run(args.toArray(String[]::new))) {
      assertThat(line).matches("[ -~]+");
      found.add(new ObjectMapper().readTree(line));
    }
    return found;
  }

  @Test
  void aLineForEachOperation() {
    assertThat(run())
        .containsExactly(
            "        1"
                + NO_TIME
                + "opened        orders, power-loss,"
                + " limits 1,000 messages, drop-oldest, next #1",
            "        2"
                + TIME
                + "added         orders #1, 32 bytes  secret=top-secret"
                + "  {\"item\":\"tea\"}",
            "        3" + TIME + "added         orders #2, 12 bytes  \\u001b[31mred\\u0007\\u202e",
            "        4" + TIME + "added         orders #3, 7 bytes  0xff001b5b324ac3",
            "        5"
                + BOUND
                + "leased        orders #1, until 2026-11-23T20:05:00.000Z,"
                + " delivery 1",
            "        6" + BOUND + "acknowledged  orders #1",
            "        7" + BOUND + "taken         orders #2",
            "        8" + BOUND + "opened        bills, process-crash, limits -, next #1",
            "        9" + TIME + "added         bills #1, 10 bytes  top-secret",
            "       10" + TIME + "added         orders #4, 8 bytes  last one");
  }

  @Test
  void lastAndReverse() {
    List<String> all = run();
    assertThat(run("--last", "3")).isEqualTo(all.subList(7, 10));
    assertThat(run("--last", "99")).isEqualTo(all);
    List<String> reversed = new ArrayList<>(all);
    Collections.reverse(reversed);
    reversed.replaceAll(line -> line.replace(BOUND, NO_TIME)); // which it does not know
    assertThat(run("--reverse")).isEqualTo(reversed);
    assertThat(run("--reverse", "--last", "4")).isEqualTo(reversed.subList(0, 4));
    assertThat(run("--last", "2", "--queue", "orders", "--operation", "added"))
        .containsExactly(all.get(3), all.get(9));
    assertThat(run("--last", "2", "--grep", "top-secret")).containsExactly(all.get(1), all.get(8));
    assertThat(run("--last", "2", "--grep", "nowhere")).isEmpty();
    assertThat(run("--last", "2", "--from", "#2", "--queue", "orders"))
        .containsExactly(all.get(6), all.get(9));
    assertThat(run("--last", "2", "--to", "#2", "--queue", "orders"))
        .containsExactly(all.get(5), all.get(6));
    assertThat(run("--last", "1", "--to", "2026-11-23T19:59:59Z")).containsExactly(all.get(0));
    assertThat(run("--last", "2", "--to", "6", "--from", "2026-11-23T20:00:00Z"))
        .isEqualTo(all.subList(4, 6));
  }

  @Test
  void filters() {
    List<String> all = run();
    assertThat(run("--queue", "bills")).isEqualTo(all.subList(7, 9));
    assertThat(run("--from", "4", "--to", "6")).isEqualTo(all.subList(3, 6));
    assertThat(run("--from", "#2", "--to", "#3"))
        .containsExactly(all.get(2), all.get(3), all.get(6));
    assertThat(run("--message", "1", "--queue", "orders"))
        .containsExactly(all.get(1), all.get(4), all.get(5));
    assertThat(run("--message", "2-3", "--queue", "orders"))
        .containsExactly(all.get(2), all.get(3), all.get(6));
    assertThat(run("--message", "2-9", "--to", "#3"))
        .containsExactly(all.get(2), all.get(3), all.get(6));
    assertThat(run("--operation", "remove,leased"))
        .containsExactly(all.get(4), all.get(5), all.get(6));
    assertThat(run("--from", "2026-11-23T20:00:00Z")).isEqualTo(all.subList(1, 10));
    assertThat(run("--from", "2026-11-23T20:00:00.001Z")).isEmpty();
    assertThat(run("--to", "2026-11-23T19:59:59Z")).isEqualTo(all.subList(0, 1));
    assertThat(run("--to", "2026-11-23")).isEqualTo(all.subList(0, 1));
    assertThat(run("--from", "2026-11-24", "--zone", "+05:00")).hasSize(9);
    assertThat(run("--to", "2026-11-23T23:59:59", "--zone", "+05:00")).hasSize(1);
    assertThat(run("--grep", "^ +[34] ")).isEqualTo(all.subList(2, 4));
    assertThat(run("--grep", "≥")).isEmpty();
    assertThat(run("--grep", " - ", "--last", "2")).containsExactly(all.get(6), all.get(7));
  }

  @Test
  void timesBeyondAllMilliseconds() {
    String early = "-999999999-01-01T00:00:00Z";
    String late = "+999999999-12-31T23:59:59Z";
    assertThat(run("--from", early, "--to", late)).isEqualTo(run());
    assertThat(run("--from", late)).isEmpty();
    assertThat(run("--to", early, "--operation", "added", "--reverse")).isEmpty();
  }

  @Test
  void payloads() throws IOException {
    assertThat(run("--from", "2", "--to", "2", "--payload", "none").get(0))
        .endsWith("secret=top-secret");
    assertThat(run("--from", "10", "--payload", "hex").get(0)).endsWith("  0x6c617374206f6e65");
    List<JsonNode> text = json("--operation", "added");
    assertThat(text)
        .extracting(node -> node.get("payloadForm").textValue())
        .containsExactly("text", "text", "base64", "text", "text");
    assertThat(text.get(1).get("payload").textValue()).isEqualTo(OfflineStores.NASTY);
    assertThat(Base64.getDecoder().decode(text.get(2).get("payload").textValue()))
        .isEqualTo(OfflineStores.RAW);
    List<JsonNode> parsed = json("--operation", "added", "--payload", "json");
    assertThat(parsed)
        .extracting(node -> node.get("payloadForm").textValue())
        .containsExactly("json", "text", "base64", "text", "text");
    assertThat(parsed.get(0).get("payload").get("item").textValue()).isEqualTo("tea");
    assertThat(
            json("--from", "4", "--to", "4", "--payload", "hex").get(0).get("payload").textValue())
        .isEqualTo(OfflineStores.hex(OfflineStores.RAW));
    JsonNode none = json("--from", "4", "--to", "4", "--payload", "none").get(0);
    assertThat(none.get("payloadForm").textValue()).isEqualTo("none");
    assertThat(none.get("payload").isNull()).isTrue();
  }

  /** Numbers keep all their digits, and nothing is nested too deeply to be written. */
  @Test
  void jsonPayloadsAreWhatTheyWere() {
    String digits = "[0.12345678901234567890123,1e400,1.10,123456789012345678901234567890,-0]";
    String deep = "[".repeat(999) + "]".repeat(999);
    String hidden = "\u0000{\u0000}";
    try (var store = OfflineStores.open(directory)) {
      for (String payload : List.of(digits, deep, hidden, "9".repeat(2000))) {
        store.queue("bills").add(payload.getBytes(StandardCharsets.UTF_8));
      }
    }
    List<String> lines = run("--last", "4", "--payload", "json", "--json");
    assertThat(lines.get(0)).contains("\"payloadForm\":\"json\",\"payload\":" + digits);
    assertThat(lines.get(1)).contains(deep);
    assertThat(lines.get(2)).contains("\"payloadForm\":\"text\"");
    assertThat(lines.get(3)).contains("9".repeat(2000));
    assertThat(
            CommandRun.of(
                    "show",
                    "--store",
                    directory.toString(),
                    "bills",
                    "3",
                    "--payload",
                    "json",
                    "--json")
                .out())
        .contains(deep);
  }

  @Test
  void redactedIsNowhere() throws IOException {
    for (List<String> form :
        List.of(List.of("--payload", "text"), List.of("--payload", "hex"), List.of("--json"))) {
      List<String> args = new ArrayList<>(form);
      args.add("--redact");
      String out = String.join("\n", run(args.toArray(String[]::new)));
      assertThat(out)
          .doesNotContain(OfflineStores.SECRET, "tea", "last one")
          .doesNotContain(OfflineStores.hex("last one".getBytes(StandardCharsets.US_ASCII)))
          .contains("secret", "orders");
    }
    JsonNode added = json("--redact", "--from", "2", "--to", "2").get(0);
    assertThat(added.get("headers").get("secret").isNull()).isTrue();
    assertThat(added.get("payloadForm").textValue()).isEqualTo("redacted");
    assertThat(added.get("payload").isNull()).isTrue();
  }

  @Test
  void jsonFields() throws IOException {
    List<JsonNode> all = json();
    assertThat(all)
        .hasSize(10)
        .allMatch(node -> node.get("schema").textValue().equals("pinfold.journal/1"));
    JsonNode opened = all.get(0);
    assertThat(opened.get("operation").textValue()).isEqualTo("opened");
    assertThat(opened.get("nextNumber").longValue()).isEqualTo(1);
    assertThat(opened.get("policy").get("maxCount").longValue()).isEqualTo(1000);
    assertThat(opened.has("firstMessage")).isFalse();
    JsonNode added = all.get(1);
    assertThat(added.get("transaction").longValue()).isEqualTo(2);
    assertThat(added.get("index").intValue()).isZero();
    assertThat(added.get("last").booleanValue()).isTrue();
    assertThat(added.get("segment").intValue()).isEqualTo(1);
    assertThat(added.get("queueId").intValue()).isEqualTo(1);
    assertThat(added.get("firstMessage").longValue()).isEqualTo(1);
    assertThat(added.get("bytes").longValue()).isEqualTo(32);
    assertThat(added.get("headers").get("secret").textValue()).isEqualTo("top-secret");
    assertThat(added.get("time").textValue()).isEqualTo("2026-11-23T20:00:00.000Z");
    JsonNode leased = all.get(4);
    assertThat(leased.get("until").textValue()).isEqualTo("2026-11-23T20:05:00.000Z");
    assertThat(leased.get("deliveries").intValue()).isEqualTo(1);
    assertThat(leased.get("time").isNull()).isTrue();
    assertThat(leased.get("notBefore").textValue()).isEqualTo("2026-11-23T20:00:00.000Z");
    assertThat(opened.get("notBefore").isNull()).isTrue();
    assertThat(added.get("notBefore").isNull()).isTrue();
    assertThat(json("--reverse")).allMatch(node -> node.get("notBefore").isNull());
  }

  @Test
  void longPayloadsAreShownInPart() throws IOException {
    try (var store = OfflineStores.open(directory)) {
      store.queue("bills").add("x".repeat(5000).getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(run("--last", "1").get(0).length()).isLessThan(400);
    assertThat(json("--last", "1").get(0).get("payload").textValue()).hasSize(5000);
  }
}
