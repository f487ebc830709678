package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pinfold.QueuePolicy;
import dev.pinfold.codec.Codec;
import dev.pinfold.codec.Codecs;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.kryo.KryoCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Payloads of KryoCodec shown without their classes. */
class SchemaOptionTest {
  record Item(String name, int pieces) {}

  record Order(String id, List<Item> items, Instant at) {}

  record OrderV2(String id, String customer) {}

  private static final KryoCodec<Order> V1 =
      KryoCodec.of(Order.class, Item.class, List.class, Instant.class);
  private static final KryoCodec<OrderV2> V2 = KryoCodec.of(OrderV2.class);
  private static final Order ORDER =
      new Order("o-7", List.of(new Item("tea", 2), new Item("\u001b[31mred", 0)), Instant.EPOCH);
  private static final String LINE =
      "Order[at=1970-01-01T00:00:00Z, id=\"o-7\","
          + " items=[Item[name=\"tea\", pieces=2], Item[name=\"\\u001b[31mred\", pieces=0]]]";

  @TempDir Path scratch;
  private Path directory;
  private Path schema1;
  private Path schema2;

  /** Messages 1 to 5: an order, one of version 2, a text, a damaged order, bytes of another. */
  @BeforeEach
  void make() throws IOException {
    directory = scratch.resolve("store");
    byte[] damaged = Arrays.copyOf(V1.encode(ORDER), V1.encode(ORDER).length - 1);
    try (PinfoldStore store = OfflineStores.open(directory)) {
      add(store, V1, ORDER);
      add(store, V2, new OrderV2("o-8", "Zoë"));
      add(store, Codecs.text(), "plain text");
      add(store, Codecs.bytes(), damaged);
      add(store, Codecs.bytes(), OfflineStores.RAW);
    }
    schema1 = Files.writeString(scratch.resolve("v1.schema"), V1.describe());
    schema2 = Files.writeString(scratch.resolve("v2.schema"), "# v2\n" + V2.describe() + "\n");
  }

  private static <T> void add(PinfoldStore store, Codec<T> codec, T payload) {
    store.queue("orders", codec, QueuePolicy.PROCESS_CRASH).add(payload);
  }

  private CommandRun journal(String... more) {
    List<String> args = new ArrayList<>(List.of("--operation", "added"));
    args.addAll(List.of(more));
    return CommandRun.on(directory, "journal", args.toArray(String[]::new));
  }

  private static List<String> ends(CommandRun run) {
    return utf8(run).lines().map(line -> line.replaceFirst("^.* bytes  ", "")).toList();
  }

  private static String utf8(CommandRun run) {
    return new String(run.out().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  @Test
  void linesForPeople() {
    List<String> without = ends(journal());
    assertThat(without.get(0)).startsWith("0x02");
    CommandRun run = journal("--schema", schema1.toString(), "--schema", schema2.toString());
    assertThat(run.code()).isZero();
    assertThat(ends(run))
        .containsExactly(
            LINE,
            "OrderV2[customer=\"Zoë\", id=\"o-8\"]",
            "plain text",
            without.get(3),
            without.get(4));
    assertThat(run.err())
        .startsWith("pinfold: a payload is not decoded: The message of ")
        .hasLineCount(1);
  }

  @Test
  void severalSchemasInOneFileAndJson() throws IOException {
    Path both = Files.writeString(scratch.resolve("all"), V1.describe() + "\n\n" + V2.describe());
    CommandRun run = journal("--schema", both.toString(), "--payload", "json", "--to", "#2");
    assertThat(ends(run).get(1))
        .isEqualTo(
            "{\"@class\":\"dev.pinfold.tools.SchemaOptionTest$OrderV2\","
                + "\"customer\":\"Zoë\",\"id\":\"o-8\"}");
    assertThat(ends(run).get(0))
        .startsWith(
            "{\"@class\":\"dev.pinfold.tools.SchemaOptionTest$Order\","
                + "\"at\":\"1970-01-01T00:00:00Z\",\"id\":\"o-7\",\"items\":[{")
        .endsWith("…");
  }

  @Test
  void linesForPrograms() throws IOException {
    String[] files = {"--schema", schema1.toString(), "--schema", schema2.toString(), "--json"};
    List<JsonNode> text = objects(journal(files));
    assertThat(text)
        .extracting(node -> node.get("payloadForm").textValue())
        .containsExactly("kryo-text", "kryo-text", "text", "base64", "base64");
    assertThat(text.get(0).get("payload").textValue()).startsWith("Order[at=").endsWith("=0]]]");
    List<JsonNode> json = objects(journal(with(files, "--payload", "json")));
    assertThat(json)
        .extracting(node -> node.get("payloadForm").textValue())
        .containsExactly("kryo", "kryo", "text", "base64", "base64");
    assertThat(json.get(1).get("payload").get("customer").textValue()).isEqualTo("Zoë");
    JsonNode items = json.get(0).get("payload").get("items");
    assertThat(items.get(0).get("pieces").intValue()).isEqualTo(2);
    assertThat(items.get(1).get("name").textValue()).isEqualTo("\u001b[31mred");
    assertThat(Base64.getDecoder().decode(json.get(3).get("payload").textValue())).isNotEmpty();
    List<JsonNode> hex = objects(journal(with(files, "--payload", "hex")));
    assertThat(hex).extracting(node -> node.get("payloadForm").textValue()).containsOnly("hex");
    List<JsonNode> redacted = objects(journal(with(files, "--redact")));
    assertThat(redacted)
        .extracting(node -> node.get("payloadForm").textValue())
        .containsOnly("redacted");
  }

  private static String[] with(String[] args, String... more) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static List<JsonNode> objects(CommandRun run) throws IOException {
    List<JsonNode> found = new ArrayList<>();
    for (String line : run.lines()) {
      assertThat(line).matches("[ -~]+");
      found.add(new ObjectMapper().readTree(line));
    }
    return found;
  }

  /** The example of docs/tools.md, but for the names of the store and of the test's class. */
  @Test
  void theDocumentedExample() throws IOException {
    Order order = new Order("o-7", List.of(new Item("tea", 2)), OfflineStores.NOW);
    try (PinfoldStore store = OfflineStores.open(directory)) {
      add(store, V1, order);
    }
    CommandRun run = journal("--from", "#6", "--schema", schema1.toString());
    String shown = run.out().substring(run.out().indexOf("#6") + 2).strip();
    assertThat(Files.readString(Path.of("..", "docs", "tools.md"))).contains("orders #1" + shown);
  }

  @Test
  void grepAndShow() {
    assertThat(ends(journal("--schema", schema1.toString(), "--grep", "id=\"o-7\"")))
        .containsExactly(LINE);
    CommandRun show =
        CommandRun.on(directory, "show", "orders", "1", "--schema", schema1.toString());
    assertThat(show.code()).isZero();
    assertThat(ends(show)).contains(LINE);
    CommandRun json =
        CommandRun.on(
            directory,
            "show",
            "orders",
            "1",
            "--schema",
            schema1.toString(),
            "--json",
            "--payload",
            "json");
    assertThat(json.out()).contains("\"payloadForm\":\"kryo\",\"payload\":{\"@class\":\"dev.");
  }

  @Test
  void anotherFingerprintFallsBackAndIsTold() {
    List<String> without = ends(journal("--to", "#1"));
    CommandRun run = journal("--to", "#1", "--schema", schema2.toString());
    assertThat(run.code()).isZero();
    assertThat(ends(run)).isEqualTo(without);
    assertThat(run.err())
        .isEqualTo(
            "pinfold: no --schema has the fingerprint "
                + String.format(Locale.ROOT, "%08x", V1.fingerprint())
                + ", with which a payload begins if a KryoCodec wrote it: give what its"
                + " describe() gave\n");
    assertThat(journal("--to", "#1").err()).isEmpty();
  }

  @Test
  void aSchemaThatIsNoneEndsTheCommand() throws IOException {
    Path file = scratch.resolve("wrong");
    assertRefused(file, "no such file");
    Files.writeString(file, V1.describe() + "\napp.Thing recrod a:int\n");
    assertRefused(
        file,
        "line 5 is none of KryoCodec.describe(): 'recrod' stands where 'record', 'class', 'enum'"
            + " or 'name' belongs. Take the text as it was given");
    Files.writeString(file, "\n");
    assertRefused(file, "the text has no description: it is what KryoCodec.describe() gives");
    Files.write(file, OfflineStores.RAW);
    assertRefused(file, "is no text in UTF-8, which what KryoCodec.describe() gives is");
    Files.write(file, new byte[(16 << 20) + 1]);
    assertRefused(file, "is larger than 16 MiB, which no schema is");
    assertRefused(scratch, "is a directory");
  }

  private void assertRefused(Path file, String why) {
    CommandRun run = journal("--schema", file.toString());
    assertThat(run.code()).isEqualTo(OfflineExit.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo("pinfold: " + file + ": " + why + "\n");
  }
}
