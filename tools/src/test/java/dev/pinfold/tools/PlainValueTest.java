package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pinfold.kryo.KryoMap;
import dev.pinfold.kryo.KryoObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Values decoded without their classes, as JSON and as a line. */
class PlainValueTest {
  private static KryoMap map(Object... keysAndValues) {
    List<Map.Entry<Object, Object>> entries = new ArrayList<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      entries.add(new SimpleImmutableEntry<>(keysAndValues[i], keysAndValues[i + 1]));
    }
    return new KryoMap(entries);
  }

  private static KryoObject object(String name, String field, Object value) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(field, value);
    return new KryoObject(name, fields);
  }

  private static void assertShown(Object value, String json, String line) {
    assertThat(PlainJson.text(value, Integer.MAX_VALUE)).isEqualTo(json);
    assertThat(PlainLine.of(value, Integer.MAX_VALUE)).isEqualTo(line);
  }

  @Test
  void singleValues() {
    assertShown(null, "null", "null");
    assertShown(true, "true", "true");
    assertShown((byte) -1, "-1", "-1");
    assertShown(Long.MIN_VALUE, "-9223372036854775808", "-9223372036854775808");
    assertShown(1.5f, "1.5", "1.5");
    assertShown(-0.0, "-0.0", "-0.0");
    assertShown(Double.NaN, "\"NaN\"", "NaN");
    assertShown(Float.NEGATIVE_INFINITY, "\"-Infinity\"", "-Infinity");
    assertShown('"', "\"\\\"\"", "\"\\\"\"");
    assertShown("a\\b", "\"a\\\\b\"", "\"a\\\\b\"");
    assertShown(new BigDecimal("12.50"), "\"12.50\"", "12.50");
    assertShown(Duration.ofSeconds(90), "\"PT1M30S\"", "PT1M30S");
    assertShown(dateOfTheEpoch(), "\"1970-01-01T00:00:00Z\"", "1970-01-01T00:00:00Z");
  }

  @SuppressWarnings("JavaUtilDate")
  private static Date dateOfTheEpoch() {
    return new Date(0);
  }

  @Test
  void objectsListsAndArrays() {
    assertShown(
        object("app.Shop$Order", "items", Arrays.asList(1, null, "x")),
        "{\"@class\":\"app.Shop$Order\",\"items\":[1,null,\"x\"]}",
        "Order[items=[1, null, \"x\"]]");
    assertShown(new KryoObject("Empty", Map.of()), "{\"@class\":\"Empty\"}", "Empty[]");
    assertShown(new byte[] {1, -1}, "\"Af8=\"", "0x01ff");
    assertShown(new int[] {1, 2}, "[1,2]", "[1, 2]");
    assertShown(new char[] {'a'}, "[\"a\"]", "[\"a\"]");
    assertShown(new double[] {Double.NaN}, "[\"NaN\"]", "[NaN]");
    assertShown(BitSet.valueOf(new long[] {5}), "[0,2]", "{0, 2}");
    assertShown(Optional.of(List.of()), "[]", "[]");
    assertShown(Optional.empty(), "null", "null");
    assertShown(OptionalInt.of(1), "1", "1");
    assertShown(OptionalLong.empty(), "null", "null");
    assertShown(OptionalDouble.of(0.5), "0.5", "0.5");
  }

  @Test
  void mapsAreObjectsWhereTheirKeysAreNames() {
    assertShown(map(), "{}", "{}");
    assertShown(map("a", 1, 2, null), "{\"a\":1,\"2\":null}", "{\"a\"=1, 2=null}");
    assertShown(
        map(1, "a", "1", "b"),
        "[{\"key\":1,\"value\":\"a\"},{\"key\":\"1\",\"value\":\"b\"}]",
        "{1=\"a\", \"1\"=\"b\"}");
    assertShown(map(null, 1), "[{\"key\":null,\"value\":1}]", "{null=1}");
    assertShown(map(List.of(1), 1), "[{\"key\":[1],\"value\":1}]", "{[1]=1}");
    assertShown(map("@class", "x"), "[{\"key\":\"@class\",\"value\":\"x\"}]", "{\"@class\"=\"x\"}");
  }

  @Test
  void longNumbersAreInHex() {
    BigInteger large = BigInteger.ONE.shiftLeft((1 << 16) + 1);
    assertThat(PlainText.of(large)).startsWith("0x02").hasSize(2 + 2 * (large.bitLength() / 8 + 1));
    assertThat(PlainText.of(large.negate())).startsWith("-0x02");
    assertThat(PlainText.of(new BigDecimal(large, 3))).startsWith("0x02").endsWith("00E-3");
    assertThat(PlainText.of(new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE)))
        .isEqualTo("1E+2147483648");
  }

  /** The start of a line is that of the whole one, and of nothing much more is made. */
  @Test
  void aLineThatIsLongEnoughEnds() {
    Random random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      Object value = any(random, 5);
      String whole = PlainLine.of(value, Integer.MAX_VALUE);
      int enough = 1 + random.nextInt(whole.length() + 10);
      String start = PlainLine.of(value, enough);
      int shown = Math.min(enough, whole.length());
      assertThat(start.substring(0, Math.min(shown, start.length())))
          .isEqualTo(whole.substring(0, shown));
      assertThat(start.length() >= enough).isEqualTo(whole.length() >= enough);
    }
    assertThat(PlainLine.of(List.of("x".repeat(1_000_000), new byte[1_000_000]), 9).length())
        .isLessThan(100);
    BitSet bits = new BitSet();
    bits.set(0, 1_000_000);
    assertThat(PlainLine.of(List.of(bits, bits), 9).length()).isLessThan(30);
  }

  @Test
  void ofJsonThatIsTooLongOnlyTheStartIsMade() {
    Random random = new Random(9);
    for (int i = 0; i < 2_000; i++) {
      Object value = Arrays.asList(any(random, 5), "x".repeat(random.nextInt(10_000)));
      String whole = PlainJson.text(value, Integer.MAX_VALUE);
      int most = random.nextInt(whole.length() + 10);
      assertThat(PlainJson.text(value, most))
          .isEqualTo(whole.substring(0, Math.min(most, whole.length())));
    }
  }

  @Test
  void whateverItIsTheJsonIsWellFormed() throws IOException {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      assertThat(new ObjectMapper().readTree(PlainJson.text(any(random, 5), Integer.MAX_VALUE)))
          .isNotNull();
    }
  }

  private static Object any(Random random, int depth) {
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0 && depth > 0; i--) {
      list.add(any(random, depth - 1));
    }
    return switch (random.nextInt(depth == 0 ? 4 : 8)) {
      case 0 -> random.nextInt();
      case 1 -> "quote \" and \\ and \uD800 " + random.nextInt(9);
      case 2 ->
          random.nextBoolean()
              ? new byte[random.nextInt(9)]
              : BitSet.valueOf(new long[] {random.nextInt(99)});
      case 3 -> null;
      case 4 -> list;
      case 5 -> object("app.Thing", "list", list);
      case 6 -> map(list, 1, "x", list);
      default -> map("x", list, random.nextInt(), list);
    };
  }
}
