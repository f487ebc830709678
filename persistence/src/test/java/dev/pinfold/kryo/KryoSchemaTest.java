package dev.pinfold.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.CodecException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KryoSchemaTest {
  record Order(String id, List<Item> items, Instant at) {}

  record Item(String name, int pieces) {}

  private static final KryoCodec<Order> ORDERS =
      KryoCodec.of(Order.class, Item.class, List.class, Instant.class);
  private static final KryoCodec<Item> ITEMS = KryoCodec.of(Item.class);
  private static final Order ORDER = new Order("o-7", List.of(new Item("tea", 2)), Instant.EPOCH);

  @Test
  void anOrder() {
    KryoSchema schema = KryoSchema.parse(ORDERS.describe());
    KryoObject read = (KryoObject) schema.decode(ORDERS.encode(ORDER));
    KryoObject tea = new KryoObject(Item.class.getName(), Map.of("name", "tea", "pieces", 2));
    assertThat(read.className()).isEqualTo(Order.class.getName());
    assertThat(read.fields())
        .containsExactly(
            Map.entry("at", Instant.EPOCH),
            Map.entry("id", "o-7"),
            Map.entry("items", List.of(tea)));
    assertThat(schema).hasToString("schema " + String.format("%08x", ORDERS.fingerprint()));
  }

  @Test
  void severalInOneText() {
    String text =
        "# release 1\r\n"
            + ITEMS.describe()
            + "\r\n\r\n\n# release 2\n"
            + ORDERS.describe().replace("\n", "  \r\n")
            + "\n# the end\n";
    List<KryoSchema> schemas = KryoSchema.parseAll(text);
    assertThat(schemas)
        .extracting(KryoSchema::describe)
        .containsExactly(ITEMS.describe(), ORDERS.describe());
    assertThat(schemas)
        .extracting(KryoSchema::fingerprint)
        .containsExactly(ITEMS.fingerprint(), ORDERS.fingerprint());
    assertThatThrownBy(() -> KryoSchema.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has 2 descriptions");
  }

  @Test
  void aByteOrderMarkIsNoneOfIt() {
    KryoSchema schema = KryoSchema.parse('\uFEFF' + ORDERS.describe());
    assertThat(schema.fingerprint()).isEqualTo(ORDERS.fingerprint());
    assertThat(KryoSchema.parse("\uFEFF# orders\n" + ORDERS.describe()).describe())
        .isEqualTo(ORDERS.describe());
  }

  @Test
  void everyArrayThatCanBeListed() {
    KryoCodec<Object> codec =
        KryoCodec.of(Object.class, int[].class, long[][].class, Order[].class, Order[][].class);
    assertThat(KryoSchema.parse(codec.describe()).fingerprint()).isEqualTo(codec.fingerprint());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app.Order recrod a:int|'recrod' stands where 'record', 'class', 'enum' or 'name' belongs",
        "app.Order|'app.Order' is no class of the JDK that this release knows",
        "app.Order record a|'a' stands where the name of a field, a colon and its type belong",
        "app.Order record a:|'a:' stands where",
        "app.Order record :int|':int' stands where",
        "app.Order record  a:int|'' stands where",
        "app.Order record a:int a:int|the field 'a' stands there twice",
        "app.Order record a:List<int|its angle brackets do not match",
        "app.Status enum A|'A' follows 'enum', which nothing may",
        "[|'[' is no class of the JDK that this release knows",
        "[x|'[x' is no class of the JDK that this release knows",
        "[Lapp.Order|'[Lapp.Order' is no class of the JDK that this release knows",
        "[x record a:int|'[x' is no class of the JDK that this release knows",
        "[Lapp.Order; enum|nothing follows '[Lapp.Order;'",
        "java.util.List name|nothing follows 'java.util.List'",
        "' app.Order record'|this with a blank",
        "{\"app.Order\": 1}|stands where 'record'",
        "java.util.List|'java.util.List' stands there twice; a blank line separates",
      })
  void whatIsNoDescriptionIsRefusedByItsLine(String line, String why) {
    assertThatThrownBy(() -> KryoSchema.parseAll("# a comment\njava.util.List\n" + line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line 3 is none of KryoCodec.describe(): ")
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# nothing\n"})
  void aTextWithoutADescription(String text) {
    assertThatThrownBy(() -> KryoSchema.parseAll(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("KryoCodec.describe() gives");
  }

  /** Whatever the text is, it is a list of schemas or refused with the line. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aDamagedDescriptionIsRefusedOrAnother(long seed) {
    Random random = new Random(seed);
    String text = KryoSchemaFaithfulTest.CODEC.describe();
    for (int i = 0; i < 2_000; i++) {
      StringBuilder damaged = new StringBuilder(text);
      damaged.setCharAt(random.nextInt(text.length()), (char) random.nextInt(128));
      try {
        for (KryoSchema schema : KryoSchema.parseAll(damaged.toString())) {
          assertThat(KryoSchema.parse(schema.describe()).fingerprint())
              .isEqualTo(schema.fingerprint());
        }
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageStartingWith("line ");
      }
    }
  }

  @Test
  void messagesOfOthersAreRefused() {
    KryoSchema schema = KryoSchema.parse(ORDERS.describe());
    Item tea = new Item("tea", 2);
    assertThatThrownBy(() -> schema.decode(ITEMS.encode(tea)))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining(String.format("%08x", ITEMS.fingerprint()));
    byte[] text = "some text".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(KryoSchema.fingerprintOf(text)).isEmpty();
    assertThatThrownBy(() -> schema.decode(text))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("it begins with 115 and not with the version");
    assertThat(KryoSchema.fingerprintOf(new byte[] {2, 0})).isEmpty();
    assertThatThrownBy(() -> schema.decode(new byte[] {2, 0}))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("shorter than the header");
    byte[] nothing = Arrays.copyOf(ORDERS.encode(ORDER), KryoCodec.HEADER_BYTES + 1);
    nothing[KryoCodec.HEADER_BYTES] = 0;
    assertThatThrownBy(() -> schema.decode(nothing))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("it holds null");
  }
}
