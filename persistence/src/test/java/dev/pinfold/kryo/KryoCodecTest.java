package dev.pinfold.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.CodecException;
import dev.pinfold.codec.Codec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumSet;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KryoCodecTest {
  enum Status {
    OPEN,
    CLOSED {
      @Override
      boolean isFinal() {
        return true;
      }
    };

    boolean isFinal() {
      return false;
    }
  }

  record Item(String name, int pieces, BigDecimal price) {}

  @SuppressWarnings("ArrayRecordComponent")
  record Order(
      UUID id,
      Status status,
      List<Item> items,
      Map<String, Long> sums,
      Optional<Instant> paid,
      long[] places,
      char letter,
      Double weight) {}

  static class Base {
    String name = "base";
    transient int forgotten = 1;
  }

  static final class Bean extends Base {
    int number;
    double[] values = {1.5, 2};
    Object any;

    @SuppressWarnings("HidingField") // on purpose: both must be kept
    String name = "own";

    private Bean() {}

    Bean(int number, Object any) {
      this.number = number;
      this.any = any;
    }
  }

  private static final Codec<Order> ORDERS =
      KryoCodec.of(
          Order.class,
          Item.class,
          Status.class,
          List.class,
          Map.class,
          Optional.class,
          Instant.class,
          UUID.class,
          BigDecimal.class,
          long[].class);

  private static final Codec<Object> ANYTHING =
      KryoCodec.of(
          Object.class,
          List.class,
          Set.class,
          Map.class,
          ArrayList.class,
          ArrayDeque.class,
          HashSet.class,
          LinkedHashSet.class,
          TreeSet.class,
          HashMap.class,
          LinkedHashMap.class,
          TreeMap.class,
          Status.class,
          DayOfWeek.class,
          Bean.class,
          String[].class,
          Object[].class,
          int[][].class,
          int[].class,
          byte[].class,
          double[].class,
          BigInteger.class,
          BigDecimal.class,
          UUID.class,
          URI.class,
          Date.class,
          Currency.class,
          Locale.class,
          BitSet.class,
          Optional.class,
          OptionalInt.class,
          OptionalLong.class,
          OptionalDouble.class,
          Duration.class,
          Instant.class,
          LocalDate.class,
          LocalTime.class,
          LocalDateTime.class,
          OffsetTime.class,
          OffsetDateTime.class,
          ZonedDateTime.class,
          ZoneOffset.class,
          Year.class,
          YearMonth.class,
          MonthDay.class,
          Period.class,
          boolean[].class,
          char[].class,
          short[].class,
          long[].class,
          float[].class);

  private static <T> T again(Codec<T> codec, T value) {
    return codec.decode(codec.encode(value));
  }

  @Property
  void recordsComeBack(
      @ForAll String name,
      @ForAll int pieces,
      @ForAll BigDecimal price,
      @ForAll Map<String, Long> sums,
      @ForAll char letter,
      @ForAll double weight) {
    Order order =
        new Order(
            new UUID(pieces, weight == 0 ? 1 : 2),
            Status.CLOSED,
            List.of(new Item(name, pieces, price), new Item(null, -pieces, null)),
            Collections.unmodifiableMap(sums),
            Optional.of(Instant.ofEpochSecond(pieces, 5)),
            new long[] {pieces, Long.MIN_VALUE},
            letter,
            weight);
    Order read = again(ORDERS, order);
    assertThat(read).usingRecursiveComparison().isEqualTo(order);
    assertThat(read.status()).isSameAs(Status.CLOSED);
  }

  @Test
  void valuesOfTheJdkComeBackEqual() {
    LocalDateTime moment = LocalDateTime.of(2026, 2, 28, 23, 59, 58, 123456789);
    List<Object> values =
        List.of(
            "",
            "ascii",
            "größer \uD83D\uDE00 \uD800",
            'x',
            true,
            (byte) -1,
            (short) -2,
            -3,
            -4L,
            1.5f,
            -0.0,
            Long.MIN_VALUE,
            new BigInteger("-123456789012345678901234567890"),
            BigInteger.TEN,
            new BigDecimal("-1.50"),
            new BigDecimal("1e-1000"),
            UUID.fromString("00000000-0000-0001-ffff-ffffffffffff"),
            URI.create("queue:a/b?c#d"),
            Date.from(Instant.EPOCH),
            Currency.getInstance("EUR"),
            Locale.GERMANY,
            BitSet.valueOf(new long[] {5, 1L << 63}),
            Optional.empty(),
            Optional.of(List.of(1)),
            OptionalInt.of(-1),
            OptionalInt.empty(),
            OptionalLong.of(7),
            OptionalDouble.of(0.5),
            Duration.ofSeconds(-1, 5),
            Instant.MAX,
            Instant.MIN,
            moment.toLocalDate(),
            moment.toLocalTime(),
            moment,
            moment.atOffset(ZoneOffset.ofHours(-5)),
            moment.atOffset(ZoneOffset.ofTotalSeconds(7)).toOffsetTime(),
            moment.atZone(ZoneId.of("Europe/Berlin")),
            ZoneOffset.UTC,
            Year.of(-5),
            YearMonth.of(2026, 2),
            MonthDay.of(2, 29),
            Period.of(1, -2, 3),
            DayOfWeek.SUNDAY,
            Status.OPEN,
            Status.CLOSED);
    assertThat(again(ANYTHING, values)).isEqualTo(values);
    values.forEach(value -> assertThat(again(ANYTHING, value)).isEqualTo(value));
  }

  @Test
  void collectionsComeBackEqualAndOfTheirClassOrUnmodifiable() {
    Map<String, Integer> map = new TreeMap<>(Map.of("b", 2, "a", 1, "c", 3));
    List<Object> listedThemselves =
        List.of(
            new ArrayList<>(Arrays.asList(1, null)),
            new HashSet<>(Arrays.asList(1, null, "x")),
            new LinkedHashSet<>(List.of(3, 1, 2)),
            new TreeSet<>(List.of(3, 1, 2)),
            new HashMap<>(map),
            new LinkedHashMap<>(map),
            map);
    for (Object each : listedThemselves) {
      assertThat(again(ANYTHING, each)).isEqualTo(each).hasSameClassAs(each);
    }
    assertThat(again(ANYTHING, new ArrayDeque<>(List.of(1, 2))))
        .isInstanceOf(ArrayDeque.class)
        .hasToString("[1, 2]");

    List<Object> unnamed =
        List.of(
            List.of(),
            List.of(1),
            List.of(1, 2, 3),
            List.of(1, 2, 3).subList(1, 2),
            Stream.of(1, null).toList(),
            Arrays.asList(1, null),
            Collections.emptyList(),
            Collections.unmodifiableList(new ArrayList<>(List.of(1))),
            Set.of(),
            Set.of(1),
            Set.of(1, 2, 3),
            Collections.singleton(null),
            EnumSet.allOf(Status.class),
            new LinkedHashMap<>(map).keySet(),
            Map.of(),
            Map.of(1, 2),
            Map.of(1, 2, 3, 4),
            Map.copyOf(map),
            Collections.unmodifiableMap(map));
    for (Object each : unnamed) {
      Object read = again(ANYTHING, each);
      assertThat(read).isEqualTo(each);
      if (read instanceof Map<?, ?> m) {
        assertThatThrownBy(m::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThat(m.toString()).isEqualTo(each.toString()); // the order is kept
      } else {
        assertThatThrownBy(((Collection<?>) read)::clear)
            .isInstanceOf(UnsupportedOperationException.class);
        assertThat(read.toString()).isEqualTo(each.toString());
      }
    }
  }

  @Test
  void arraysAndPlainClassesComeBack() {
    Object[] arrays = {
      new String[] {"a", null},
      new int[][] {{1}, {}, null},
      new byte[] {-1},
      new boolean[] {true},
      new char[] {'\uFFFF'},
      new short[] {-1},
      new float[] {1},
      new double[0],
      new long[] {-1}
    };
    assertThat(Arrays.deepEquals((Object[]) again(ANYTHING, arrays), arrays)).isTrue();
    Bean bean = new Bean(-7, List.of(Status.OPEN, new Bean(8, null)));
    ((Base) bean).forgotten = 5;
    bean.name = null;
    ((Base) bean).name = "set";
    Bean read = (Bean) again(ANYTHING, bean);
    assertThat(read).usingRecursiveComparison().ignoringFields("forgotten").isEqualTo(bean);
    assertThat(((Base) read).forgotten).isEqualTo(1);
  }

  @Test
  void whatIsNotListedIsRefusedByName() {
    Codec<Object> few = KryoCodec.of(Object.class, ArrayList.class);
    for (Object value :
        List.of(
            Status.OPEN,
            List.of(),
            new Item("x", 1, null),
            new ArrayList<>(List.of(new StringBuilder("x"))),
            (Runnable) () -> {},
            String.class)) {
      assertThatThrownBy(() -> few.encode(value))
          .isInstanceOf(CodecException.class)
          .hasMessageContaining(value.getClass().getName())
          .hasMessageContaining("not registered")
          .hasMessageContaining("java.util.ArrayList");
    }
    assertThat(again(few, "still usable")).isEqualTo("still usable");
  }

  @Test
  void cyclesDepthAndComparatorsAreRefused() {
    List<Object> cycle = new ArrayList<>();
    cycle.add(cycle);
    assertThatThrownBy(() -> ANYTHING.encode(cycle))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("depth");
    assertThatThrownBy(() -> ANYTHING.encode(new TreeSet<>(Collections.reverseOrder())))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("comparator");
    assertThatThrownBy(() -> ANYTHING.encode(new TreeMap<>(Collections.reverseOrder())))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("comparator");
  }

  static final class FinalField {
    final int x = 1;

    private FinalField() {}
  }

  static final class NoConstructor {
    int x;

    NoConstructor(int x) {
      this.x = x;
    }
  }

  static final class OwnList extends ArrayList<String> {
    private static final long serialVersionUID = 1L;
  }

  static final class OwnException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void classesThatCannotBeKeptFaithfullyAreRefusedWhenListed() {
    Map<Class<?>, String> refused = new LinkedHashMap<>();
    refused.put(FinalField.class, "FinalField.x is final");
    refused.put(NoConstructor.class, "constructor without arguments");
    refused.put(OwnList.class, "collection of your own");
    refused.put(OwnException.class, "extends java.lang.RuntimeException");
    refused.put(Thread.class, "no serializer");
    refused.put(StringBuilder.class, "no serializer");
    refused.put(Class.class, "no serializer");
    refused.put(Order.class, "Order.id is of java.util.UUID, which is not listed");
    refused.put(((Object) Status.CLOSED).getClass(), "extends java.lang.Enum");
    refused.forEach(
        (type, why) ->
            assertThatThrownBy(() -> KryoCodec.of(Object.class, type))
                .as(type.getName())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why));
    assertThatThrownBy(() -> KryoCodec.of(Status.class, Status.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("listed twice");
  }

  @Test
  void aConstructorThatRefusesIsACodecException() {
    record Positive(int value) {
      Positive {
        if (value < 0) {
          throw new IllegalArgumentException("negative: " + value);
        }
      }
    }
    Codec<Positive> codec = KryoCodec.of(Positive.class);
    byte[] bytes = codec.encode(new Positive(5));
    bytes[bytes.length - 1] = 9; // zigzag of -5
    assertThatThrownBy(() -> codec.decode(bytes))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("negative: -5");
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void causesThatFormACycleAreACodecException() {
    record Failing(int value) {
      Failing {
        if (value < 0) {
          RuntimeException outer = new IllegalStateException("outer");
          outer.initCause(new IllegalStateException("inner", outer));
          throw outer;
        }
      }
    }
    Codec<Failing> codec = KryoCodec.of(Failing.class);
    byte[] bytes = codec.encode(new Failing(5));
    bytes[bytes.length - 1] = 9; // zigzag of -5
    assertThatThrownBy(() -> codec.decode(bytes))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("ter");
  }

  record Nested(Codec<Object> codec, String text) {}

  record Reentrant(String text) {
    Reentrant {
      assertThat(again(ANYTHING, List.of(text))).isEqualTo(List.of(text));
    }
  }

  @Test
  void aConstructorMayUseTheSameCodec() {
    Codec<Reentrant> codec = KryoCodec.of(Reentrant.class);
    assertThat(again(codec, new Reentrant("x")).text()).isEqualTo("x");
    assertThatThrownBy(() -> KryoCodec.of(Nested.class).encode(new Nested(ANYTHING, "x")))
        .isInstanceOf(CodecException.class);
  }

  @Test
  void manyThreadsShareOneCodec() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int task = 0; task < 8; task++) {
        int number = task;
        tasks.add(
            () -> {
              for (int i = 0; i < 2_000; i++) {
                List<Object> value = List.of(number, i, "text " + number, Map.of(i, number));
                assertThat(again(ANYTHING, value)).isEqualTo(value);
              }
              return null;
            });
      }
      for (Future<Void> each : threads.invokeAll(tasks)) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
