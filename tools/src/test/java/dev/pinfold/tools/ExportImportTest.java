package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pinfold.Message;
import dev.pinfold.MessageQueue;
import dev.pinfold.Overflow;
import dev.pinfold.QueuePolicy;
import dev.pinfold.durable.PinfoldStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes out comes in again as it was. */
class ExportImportTest {
  private static final List<String> PAYLOADS =
      List.of(
          "",
          "text",
          "line\nfeed\r and \u0000 and \u007f",
          "ĂŁĂź 鹿 \ud83e\udd8c",
          "{\"a\":1}",
          "{ \"a\" : 1 }",
          "{\"a\":1.50,\"b\":1e400,\"c\":12345678901234567890123}",
          "{\"e\":\"\\u00e9\"}",
          "[]",
          "null",
          "\"text\"",
          "1 2");

  @TempDir Path scratch;

  private Path directory() {
    return scratch.resolve("store");
  }

  private Path copy() {
    return scratch.resolve("copy");
  }

  private void fill() {
    Random random = new Random(7);
    try (PinfoldStore store = PinfoldStore.open(directory())) {
      MessageQueue<byte[]> texts =
          store.queue("tex\u00e4ts", QueuePolicy.POWER_LOSS.withMaxCount(1_000));
      for (String payload : PAYLOADS) {
        texts.add(payload.getBytes(StandardCharsets.UTF_8), Map.of("k", payload, "\u00fc", "\n"));
      }
      MessageQueue<byte[]> bytes =
          store.queue(
              "bytes",
              QueuePolicy.PROCESS_CRASH
                  .withMaxBytes(1 << 20)
                  .withMaxAge(Duration.ofDays(400))
                  .withOverflow(Overflow.REJECT));
      for (int i = 0; i < 300; i++) {
        byte[] payload = new byte[random.nextInt(200)];
        random.nextBytes(payload);
        bytes.add(payload);
        if (i % 3 == 0) {
          assertThat(bytes.takeOldest()).isPresent();
        }
      }
      assertThat(bytes.takeNewest()).isPresent(); // numbers go on behind it
      assertThat(texts.lease(Duration.ofDays(1))).isPresent();
      assertThat(texts.lease(Duration.ofDays(1))).hasValueSatisfying(texts::release);
      store.queue("empty", QueuePolicy.PROCESS_CRASH);
      store.queue("memory", QueuePolicy.MEMORY).add(new byte[1]);
    }
  }

  private static CommandRun export(Path store, String... more) {
    CommandRun run = CommandRun.on(store, "export", more);
    assertThat(run.code()).as("%s", run.err()).isZero();
    return run;
  }

  private CommandRun importInto(Path store, String lines, String... more) {
    List<String> args = new ArrayList<>(List.of("import", "--store", store.toString()));
    args.addAll(List.of(more));
    return CommandRun.withInput(lines, args.toArray(String[]::new));
  }

  private static List<String> without(CommandRun export) {
    return export.lines().stream().filter(line -> !line.contains("\"schema\"")).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json"})
  void allComesBack(String form) {
    fill();
    CommandRun exported = export(directory(), "--payload", form);
    CommandRun imported = importInto(copy(), exported.out());
    assertThat(imported.err()).isEmpty();
    assertThat(imported.lines()).containsExactly(Integer.toString(199 + PAYLOADS.size()));
    assertThat(without(export(copy(), "--payload", form))).isEqualTo(without(exported));
    try (PinfoldStore one = PinfoldStore.open(directory());
        PinfoldStore other = PinfoldStore.open(copy())) {
      for (String name : List.of("tex\u00e4ts", "bytes", "empty")) {
        requireSame(one.queue(name), other.queue(name));
      }
      assertThat(other.exists("memory")).isFalse();
      assertThat(other.queue("bytes").add(new byte[1])).isEqualTo(301);
    }
  }

  private static void requireSame(MessageQueue<byte[]> one, MessageQueue<byte[]> other) {
    assertThat(other.info()).isEqualTo(one.info());
    List<Message<byte[]>> ones;
    List<Message<byte[]>> others;
    try (var view = one.all();
        var otherView = other.all()) {
      ones = view.stream().toList();
      others = otherView.stream().toList();
    }
    assertThat(others).hasSameSizeAs(ones);
    for (int i = 0; i < ones.size(); i++) {
      assertThat(others.get(i).number()).isEqualTo(ones.get(i).number());
      assertThat(others.get(i).arrival()).isEqualTo(ones.get(i).arrival());
      assertThat(others.get(i).headers()).isEqualTo(ones.get(i).headers());
      assertThat(others.get(i).payload()).isEqualTo(ones.get(i).payload());
      assertThat(others.get(i).deliveryCount()).isEqualTo(ones.get(i).deliveryCount());
    }
  }

  /** Numbers of messages stay, and so does the number of the next one. */
  @Test
  void someMessagesComeBack() {
    fill();
    CommandRun exported = export(directory(), "--message", "100-204", "--queue", "bytes");
    int there = exported.lines().size() - 3;
    assertThat(there).isBetween(1, 105);
    assertThat(importInto(copy(), exported.out()).lines()).containsExactly(Integer.toString(there));
    try (PinfoldStore store = PinfoldStore.open(copy())) {
      assertThat(store.queue("bytes").count()).isEqualTo(there);
      assertThat(store.queue("bytes").peekOldest().orElseThrow().number()).isBetween(100L, 204L);
      assertThat(store.queue("bytes").peekNewest().orElseThrow().number()).isBetween(100L, 204L);
      assertThat(store.queue("bytes").add(new byte[1])).isEqualTo(301);
    }
    assertThat(export(directory(), "--message", "999999").lines())
        .last()
        .asString()
        .contains("\"messages\":0");
  }

  @Test
  void aLineSaysWhatAMessageIs() throws IOException {
    fill();
    List<String> lines = export(directory(), "--payload", "json", "--queue", "tex\u00e4ts").lines();
    ObjectMapper json = new ObjectMapper();
    JsonNode begin = json.readTree(lines.get(0));
    assertThat(begin.get("schema").textValue()).isEqualTo("pinfold.export/1");
    assertThat(begin.get("transaction").longValue()).isPositive();
    JsonNode queue = json.readTree(lines.get(1));
    assertThat(queue.get("queue").textValue()).isEqualTo("tex\u00e4ts");
    assertThat(queue.get("messages").intValue()).isEqualTo(PAYLOADS.size());
    assertThat(queue.get("policy").get("maxCount").longValue()).isEqualTo(1_000);
    JsonNode first = json.readTree(lines.get(2));
    assertThat(first.get("message").longValue()).isEqualTo(1);
    assertThat(first.get("text").textValue()).isEmpty();
    assertThat(first.get("deliveries").intValue()).isEqualTo(1);
    assertThat(Instant.parse(first.get("leasedUntil").textValue())).isAfter(Instant.now());
    JsonNode compact = json.readTree(lines.get(2 + PAYLOADS.indexOf("{\"a\":1}")));
    assertThat(compact.get("json").get("a").intValue()).isEqualTo(1);
    JsonNode blanks = json.readTree(lines.get(2 + PAYLOADS.indexOf("{ \"a\" : 1 }")));
    assertThat(blanks.get("text").textValue()).isEqualTo("{ \"a\" : 1 }");
    assertThat(lines.get(lines.size() - 1))
        .isEqualTo("{\"end\":{\"queues\":1,\"messages\":" + PAYLOADS.size() + "}}");
    assertThat(lines).allMatch(line -> line.matches("[ -~]+"));
  }

  @Test
  void whatIsNotWholeMakesNoStore() throws IOException {
    fill();
    List<String> lines = export(directory()).lines();
    String all = String.join("\n", lines);
    String cut = String.join("\n", lines.subList(0, lines.size() - 1));
    String missing =
        all.replaceFirst("\\{[^\n]*\"message\":5,[^\n]*\n", ""); // of the bytes, or the texts
    refused(cut, "line " + (lines.size() - 1) + " ends without its last line");
    refused(missing, "before all messages of queue");
    refused(all + "\n{}", "goes on behind its last line");
    refused(all.substring(0, all.length() / 2), "is no JSON");
    refused("", "does not begin with a line of pinfold export");
    refused("{\"a\":1}", "does not begin with a line of pinfold export");
    refused("text", "is no JSON");
    refused("[1]", "is no JSON object");
    refused(export(directory(), "--redact").out(), "is of an export with --redact");
    refused(all.replaceFirst("\"message\":4,", "\"message\":3,"), "is there twice");
    refused(all.replaceFirst("\"arrival\":\"2", "\"arrival\":\"x"), "no time as");
    refused(all.replaceFirst("\"durability\":\"p", "\"durability\":\"q"), "is none of");
    refused(all.replaceFirst("\"message\":4,", "\"message\":\"4\","), "no whole number");
    String first = "\"message\":1,\"arrival\"";
    refused(all.replaceFirst(first, "\"message\":0,\"arrival\""), "numbers are 1 to");
    refused(
        all.replaceFirst(first, "\"message\":" + Long.MAX_VALUE + ",\"arrival\""),
        "numbers are 1 to");
    refused(all.replaceFirst("\"text\":\"text\"", "\"text\":\"\\\\ud800\""), "half of a character");
    refused(all.replaceFirst("\"deliveries\":1", "\"deliveries\":-1"), "below 0");
    refused(all.replaceFirst("\"nextNumber\":1,", "\"nextNumber\":0,"), "begin with 1");
    refused(
        all.replaceFirst("\"nextNumber\":1,", "\"nextNumber\":" + Long.MAX_VALUE + ","),
        "they begin with 1, and go to");
    refused(all.replaceFirst("\"policy\":", "\"other\":"), "without its policy");
    refused(all.replaceFirst("\"leasedUntil\":\"20", "\"leasedUntil\":\"+9999999"), "no time as");
    refused(
        all.replaceFirst("\"messages\":199", "\"messages\":200"), "before all messages of queue");
    refused(all.replaceFirst("\"messages\":199", "\"messages\":198"), "behind more messages than");
  }

  private void refused(String lines, String why) throws IOException {
    CommandRun run = importInto(copy(), lines);
    assertThat(run.code()).as(why).isEqualTo(1);
    assertThat(run.err()).contains(why).startsWith("pinfold: standard input line");
    assertThat(run.err().lines()).hasSize(1);
    try (Stream<Path> files = Files.list(scratch)) {
      assertThat(files).containsExactly(directory());
    }
  }

  /** As deep as a parser takes it. */
  @Test
  void deepJsonComesBack() {
    String deep = "[".repeat(20_000) + "]".repeat(20_000);
    try (PinfoldStore store = PinfoldStore.open(directory())) {
      store
          .queue("q", QueuePolicy.PROCESS_CRASH)
          .add(deep.getBytes(StandardCharsets.UTF_8), Map.of("n".repeat(60_000), "v"));
    }
    CommandRun exported = export(directory(), "--payload", "json");
    assertThat(exported.out()).contains("\"json\":[[[[");
    assertThat(importInto(copy(), exported.out()).code()).isZero();
    try (PinfoldStore store = PinfoldStore.open(copy())) {
      Message<byte[]> message = store.queue("q").peekOldest().orElseThrow();
      assertThat(new String(message.payload(), StandardCharsets.UTF_8)).isEqualTo(deep);
      assertThat(message.headers()).containsKey("n".repeat(60_000));
    }
  }

  @Test
  void linesOfOthers() {
    String lines =
        """
        {"id":1,"at":"2026-11-01T10:00:00Z"}
        { "id" : 2, "at" : 1793527200000 }
        {"id":3,"at":"2026-10-01T10:00:00Z"}""";
    CommandRun run = importInto(copy(), lines, "--queue", "q", "--arrival", "at");
    assertThat(run.err()).isEmpty();
    assertThat(run.lines()).containsExactly("3");
    try (PinfoldStore store = PinfoldStore.open(copy())) {
      MessageQueue<byte[]> queue = store.queue("q");
      List<Message<byte[]>> all = queue.peekOldest(9);
      assertThat(all)
          .extracting(message -> new String(message.payload(), StandardCharsets.UTF_8))
          .containsExactly(lines.split("\n"));
      assertThat(all)
          .extracting(Message::arrival)
          .containsExactly(
              Instant.parse("2026-11-01T10:00:00Z"),
              Instant.ofEpochMilli(1_793_527_200_000L),
              Instant.ofEpochMilli(1_793_527_200_000L));
    }
  }

  @Test
  void anyValueIsAMessageAndBlankLinesAreNone() {
    String lines = "\u00ef\u00bb\u00bf7\n\n\"plain\"\n \r\n[1, 2]\n\n"; // with the mark of UTF-8
    assertThat(importInto(copy(), lines, "--queue", "q")).isEqualTo(new CommandRun(0, "3\n", ""));
    try (PinfoldStore store = PinfoldStore.open(copy())) {
      assertThat(store.queue("q").peekOldest(9))
          .extracting(message -> new String(message.payload(), StandardCharsets.UTF_8))
          .containsExactly("7", "\"plain\"", "[1, 2]");
    }
  }

  /** Whatever a line claims to be, no more of it is kept than the store could take. */
  @Test
  void aLineWithoutAnEndIsRefusedEarly() {
    String begin = "{\"schema\":\"pinfold.export/1\"}\n{\"queue\":\"q\",\"message\":1,\"text\":\"";
    String lines = begin + "a".repeat(8 << 20); // without an end
    CommandRun run = importInto(copy(), lines, "--segment-bytes", "262144");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("line 2 has more than").contains("--segment-bytes");
    assertThat(copy()).doesNotExist();
  }

  @Test
  void linesOfOthersThatAreWrong() throws IOException {
    for (List<String> wrong :
        List.of(
            List.of("{\"at\":1}\nx", "line 2 is no JSON"),
            List.of("{\"at\":1}\n7", "line 2 is no JSON object, so it has no field at"),
            List.of("{\"at\":1} {}", "line 1 is more than one JSON value"),
            List.of("{\"on\":1}", "line 1 has no field at"),
            List.of("{\"at\":99999999999999999999}", "line 1 has at '99999999999999999999', no"),
            List.of("{\"at\":\"+999999999-01-01T00:00:00Z\"}", "line 1 has at '+999999999-01-01"),
            List.of("{\"at\":\"soon\"}", "line 1 has at 'soon', no time as"))) {
      CommandRun run = importInto(copy(), wrong.get(0), "--queue", "q", "--arrival", "at");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains(wrong.get(1));
      try (Stream<Path> files = Files.list(scratch)) {
        assertThat(files).isEmpty();
      }
    }
  }

  @Test
  void wrongUse() {
    fill();
    refusedUse("is there already", "import", "--store", directory().toString());
    refusedUse("--queue says", "import", "--arrival", "at", "--store", copy().toString());
    refusedUse("--segment-bytes", "import", "--segment-bytes", "7", "--store", copy().toString());
    refusedUse("no such file", "import", "nothing.ndjson", "--store", copy().toString());
    refusedUse("there was no queue", "export", "--queue", "no", "--store", directory().toString());
    refusedUse("none of text, json", "export", "--payload", "x", "--store", directory().toString());
    assertThat(copy()).doesNotExist();
  }

  private static void refusedUse(String why, String... args) {
    CommandRun run = CommandRun.of(args);
    assertThat(run.code()).as(why).isEqualTo(1);
    assertThat(run.err()).contains(why);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.out()).isEmpty();
  }
}
