package dev.pinfold.kryo;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.MonthDay;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What a codec writes is read without its classes as what it is, by their description alone. */
class KryoSchemaFaithfulTest {
  private static final int DEPTH = 4;

  sealed interface Shape permits Circle, Box, Empty {}

  record Circle(double radius, float ratio, String label) implements Shape {}

  @SuppressWarnings("ArrayRecordComponent")
  record Box<T>(T content, List<? extends T> more, Shape[] shapes, Status status, Optional<T> maybe)
      implements Shape {}

  record Empty() implements Shape {}

  enum Status {
    OPEN,
    CLOSED {
      @Override
      public String toString() {
        return "shut";
      }
    }
  }

  static class Base {
    long id;
    String text;
    transient int forgotten = 1;
  }

  static final class Bean extends Base {
    boolean flag;
    byte small;
    char letter;
    short medium;
    int number;

    @SuppressWarnings("HidingField") // on purpose: both must be kept
    String text;

    Integer boxed;
    Map<Object, Object> map;
    byte[] bytes;
    Object any;

    private Bean() {}
  }

  private static final LocalDateTime MOMENT = LocalDateTime.of(2026, 10, 25, 2, 30, 1, 5);

  /** Of each class of the JDK that has a serializer. */
  @SuppressWarnings("JavaUtilDate")
  static final Map<Class<?>, List<Object>> OF_THE_JDK =
      Map.ofEntries(
          of(BigInteger.class, BigInteger.ONE.shiftLeft(99).negate(), BigInteger.ZERO),
          of(BigDecimal.class, new BigDecimal("-12.50"), new BigDecimal("1E+40")),
          of(UUID.class, new UUID(1, -2)),
          of(URI.class, URI.create("https://example.org/a?b#c")),
          of(Date.class, new Date(-5)),
          of(Currency.class, Currency.getInstance("EUR")),
          of(Locale.class, Locale.GERMANY, Locale.ROOT),
          of(BitSet.class, BitSet.valueOf(new long[] {5, 1})),
          of(Optional.class, Optional.empty(), Optional.of(Status.CLOSED)),
          of(OptionalInt.class, OptionalInt.of(-1), OptionalInt.empty()),
          of(OptionalLong.class, OptionalLong.of(7), OptionalLong.empty()),
          of(OptionalDouble.class, OptionalDouble.of(0.5), OptionalDouble.empty()),
          of(Duration.class, Duration.ofSeconds(-1, 5)),
          of(Instant.class, Instant.MAX, Instant.MIN),
          of(java.time.LocalDate.class, MOMENT.toLocalDate()),
          of(java.time.LocalTime.class, MOMENT.toLocalTime()),
          of(LocalDateTime.class, MOMENT),
          of(java.time.OffsetTime.class, MOMENT.toLocalTime().atOffset(ZoneOffset.ofHours(-5))),
          of(java.time.OffsetDateTime.class, MOMENT.atOffset(ZoneOffset.ofHours(-5))),
          of(java.time.ZonedDateTime.class, MOMENT.atZone(ZoneId.of("Europe/Berlin"))),
          of(ZoneOffset.class, ZoneOffset.UTC),
          of(Year.class, Year.of(-5)),
          of(YearMonth.class, YearMonth.of(2026, 2)),
          of(MonthDay.class, MonthDay.of(2, 29)),
          of(Period.class, Period.of(1, -2, 3)),
          of(byte[].class, new byte[] {-1, 0}),
          of(boolean[].class, new boolean[] {true, false}),
          of(char[].class, new char[] {'\uD800', 'a'}),
          of(short[].class, new short[] {-1}),
          of(int[].class, new int[] {Integer.MIN_VALUE}, new int[0]),
          of(long[].class, new long[] {Long.MAX_VALUE}),
          of(float[].class, new float[] {Float.NaN, -0f}),
          of(double[].class, new double[] {Double.NEGATIVE_INFINITY}),
          of(List.class, List.of(Status.OPEN, 1), Arrays.asList("x", null)),
          of(Set.class, Set.of(Status.OPEN, "OPEN", DayOfWeek.MONDAY)),
          of(Map.class, Map.of(Status.OPEN, 1, "OPEN", 2)),
          of(ArrayList.class, new ArrayList<>(Arrays.asList(1, null))),
          of(ArrayDeque.class, new ArrayDeque<>(List.of(2, 1))),
          of(HashSet.class, new HashSet<>(Arrays.asList(1, null, "x"))),
          of(LinkedHashSet.class, new LinkedHashSet<>(List.of(3, 1))),
          of(TreeSet.class, new TreeSet<>(List.of(Status.CLOSED, Status.OPEN))),
          of(HashMap.class, new HashMap<>(Map.of(List.of(), new Empty()))),
          of(LinkedHashMap.class, new LinkedHashMap<>(Map.of(1, new int[] {1}))),
          of(TreeMap.class, new TreeMap<>(Map.of("b", 1, "a", 2))));

  private static Map.Entry<Class<?>, List<Object>> of(Class<?> type, Object... values) {
    return Map.entry(type, Arrays.asList(values));
  }

  static final KryoCodec<Object> CODEC =
      KryoCodec.of(
          Object.class,
          Stream.concat(
                  Stream.of(
                      String.class,
                      int.class,
                      Shape.class,
                      Circle.class,
                      Box.class,
                      Empty.class,
                      Bean.class,
                      Status.class,
                      DayOfWeek.class,
                      Shape[].class,
                      Object[].class,
                      Object[][].class),
                  OF_THE_JDK.keySet().stream().sorted((a, b) -> a.getName().compareTo(b.getName())))
              .toArray(Class<?>[]::new));

  static final KryoSchema SCHEMA = KryoSchema.parse(CODEC.describe());

  private static void assertPlain(Object value) {
    assertThat(PlainForm.comparable(SCHEMA.decode(CODEC.encode(value))))
        .isEqualTo(PlainForm.of(value));
  }

  @Test
  void theSchemaIsThatOfTheCodec() {
    assertThat(SCHEMA.fingerprint()).isEqualTo(CODEC.fingerprint());
    assertThat(SCHEMA.describe()).isEqualTo(CODEC.describe());
    assertThat(KryoSchema.fingerprintOf(CODEC.encode("x"))).hasValue(CODEC.fingerprint());
  }

  @Test
  void everyClassOfTheJdk() {
    assertThat(OF_THE_JDK.keySet()).isEqualTo(Serializers.JDK.keySet());
    OF_THE_JDK.forEach((type, values) -> values.forEach(KryoSchemaFaithfulTest::assertPlain));
    OF_THE_JDK.values().forEach(KryoSchemaFaithfulTest::assertPlain);
  }

  @Property(tries = 2_000)
  void whateverIsWrittenIsReadWithoutItsClasses(@ForAll long seed) {
    assertPlain(any(new Random(seed), DEPTH));
  }

  static Object any(Random random, int depth) {
    if (depth == 0 || random.nextInt(6) == 0) {
      return leaf(random);
    }
    List<Object> list = new ArrayList<>();
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(any(random, depth - 1));
      map.put(any(random, depth - 1), random.nextBoolean() ? null : any(random, depth - 1));
    }
    return switch (random.nextInt(9)) {
      case 0 -> list;
      case 1 -> new HashSet<>(list);
      case 2 -> map;
      case 3 -> Map.copyOf(Map.of(list, "x"));
      case 4 -> list.toArray();
      case 5 -> new Object[][] {list.toArray(), null};
      case 6 -> bean(random, map, list);
      case 7 -> Optional.of(list);
      default -> box(random, list, depth);
    };
  }

  private static Object leaf(Random random) {
    List<Object> simple =
        List.of("größer \uD83D\uDE00", "", 'x', (byte) -1, (short) 300, -1, 1L << 60, 1.5f, -0.0);
    return switch (random.nextInt(4)) {
      case 0 -> simple.get(random.nextInt(simple.size()));
      case 1 -> "text " + random.nextInt(9);
      case 2 -> Status.values()[random.nextInt(2)];
      default -> {
        List<List<Object>> all = List.copyOf(OF_THE_JDK.values());
        yield all.get(random.nextInt(all.size())).get(0);
      }
    };
  }

  private static Bean bean(Random random, Map<Object, Object> map, List<Object> list) {
    Bean bean = new Bean();
    bean.id = random.nextLong();
    ((Base) bean).text = random.nextBoolean() ? null : "base";
    bean.flag = random.nextBoolean();
    bean.small = (byte) random.nextInt();
    bean.letter = (char) random.nextInt();
    bean.medium = (short) random.nextInt();
    bean.number = random.nextInt();
    bean.text = random.nextBoolean() ? null : "own";
    bean.boxed = random.nextBoolean() ? null : random.nextInt();
    bean.map = map;
    bean.bytes = new byte[random.nextInt(3)];
    bean.any = list;
    return bean;
  }

  private static Box<Object> box(Random random, List<Object> list, int depth) {
    Shape[] shapes = {
      new Empty(), new Circle(random.nextDouble(), random.nextFloat(), null), null,
    };
    return new Box<>(
        any(random, depth - 1),
        random.nextBoolean() ? null : list,
        random.nextBoolean() ? null : shapes,
        random.nextBoolean() ? null : Status.CLOSED,
        Optional.ofNullable(list.isEmpty() ? null : list.get(0)));
  }
}
