package dev.pinfold.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.serializers.DefaultArraySerializers;
import com.esotericsoftware.kryo.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.serializers.EnumNameSerializer;
import com.esotericsoftware.kryo.serializers.OptionalSerializers;
import com.esotericsoftware.kryo.serializers.TimeSerializers;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
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
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which serializer a listed class gets: each was read, and reads nothing unbounded. */
final class Serializers {
  private static final Set<Class<?>> ALWAYS =
      Set.of(
          String.class,
          Boolean.class,
          Byte.class,
          Character.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class);

  private static final Set<Class<?>> PRIMITIVES =
      Set.of(
          boolean.class,
          byte.class,
          char.class,
          short.class,
          int.class,
          long.class,
          float.class,
          double.class,
          void.class);

  /**
   * What values of the JDK without a public name may be written as; the first that is listed is.
   */
  static final List<Class<?>> STAND_INS =
      List.of(TreeSet.class, TreeMap.class, List.class, Set.class, Map.class);

  /** Part of the format: changing a serializer here needs a new version byte. */
  static final Map<Class<?>, Supplier<Serializer<?>>> JDK =
      Map.ofEntries(
          Map.entry(BigInteger.class, DefaultSerializers.BigIntegerSerializer::new),
          Map.entry(BigDecimal.class, DefaultSerializers.BigDecimalSerializer::new),
          Map.entry(UUID.class, DefaultSerializers.UUIDSerializer::new),
          Map.entry(URI.class, DefaultSerializers.URISerializer::new),
          Map.entry(Date.class, DefaultSerializers.DateSerializer::new),
          Map.entry(Currency.class, DefaultSerializers.CurrencySerializer::new),
          Map.entry(Locale.class, LocaleSerializer::new),
          Map.entry(BitSet.class, DefaultSerializers.BitSetSerializer::new),
          Map.entry(Optional.class, OptionalSerializers.OptionalSerializer::new),
          Map.entry(OptionalInt.class, OptionalSerializers.OptionalIntSerializer::new),
          Map.entry(OptionalLong.class, OptionalSerializers.OptionalLongSerializer::new),
          Map.entry(OptionalDouble.class, OptionalSerializers.OptionalDoubleSerializer::new),
          Map.entry(Duration.class, TimeSerializers.DurationSerializer::new),
          Map.entry(Instant.class, TimeSerializers.InstantSerializer::new),
          Map.entry(LocalDate.class, TimeSerializers.LocalDateSerializer::new),
          Map.entry(LocalTime.class, TimeSerializers.LocalTimeSerializer::new),
          Map.entry(LocalDateTime.class, TimeSerializers.LocalDateTimeSerializer::new),
          Map.entry(OffsetTime.class, TimeSerializers.OffsetTimeSerializer::new),
          Map.entry(OffsetDateTime.class, TimeSerializers.OffsetDateTimeSerializer::new),
          Map.entry(ZonedDateTime.class, ZonedDateTimeSerializer::new),
          Map.entry(ZoneOffset.class, TimeSerializers.ZoneOffsetSerializer::new),
          Map.entry(Year.class, TimeSerializers.YearSerializer::new),
          Map.entry(YearMonth.class, TimeSerializers.YearMonthSerializer::new),
          Map.entry(MonthDay.class, TimeSerializers.MonthDaySerializer::new),
          Map.entry(Period.class, TimeSerializers.PeriodSerializer::new),
          Map.entry(byte[].class, DefaultArraySerializers.ByteArraySerializer::new),
          Map.entry(boolean[].class, BooleanArraySerializer::new),
          Map.entry(char[].class, DefaultArraySerializers.CharArraySerializer::new),
          Map.entry(short[].class, DefaultArraySerializers.ShortArraySerializer::new),
          Map.entry(int[].class, DefaultArraySerializers.IntArraySerializer::new),
          Map.entry(long[].class, DefaultArraySerializers.LongArraySerializer::new),
          Map.entry(float[].class, DefaultArraySerializers.FloatArraySerializer::new),
          Map.entry(double[].class, DefaultArraySerializers.DoubleArraySerializer::new),
          Map.entry(List.class, () -> new CollectionSerializer(ArrayList::new, Frozen::list)),
          Map.entry(Set.class, () -> new CollectionSerializer(LinkedHashSet::new, Frozen::set)),
          Map.entry(Map.class, () -> new MapSerializer(LinkedHashMap::new, Frozen::map)),
          Map.entry(ArrayList.class, () -> new CollectionSerializer(ArrayList::new)),
          Map.entry(ArrayDeque.class, () -> new CollectionSerializer(ArrayDeque::new)),
          Map.entry(HashSet.class, () -> new CollectionSerializer(HashSet::new)),
          Map.entry(LinkedHashSet.class, () -> new CollectionSerializer(LinkedHashSet::new)),
          Map.entry(TreeSet.class, () -> new CollectionSerializer(TreeSet::new)),
          Map.entry(HashMap.class, () -> new MapSerializer(HashMap::new)),
          Map.entry(LinkedHashMap.class, () -> new MapSerializer(LinkedHashMap::new)),
          Map.entry(TreeMap.class, () -> new MapSerializer(TreeMap::new)));

  private static final Map<String, Class<?>> BY_NAME =
      Stream.of(PRIMITIVES, ALWAYS, JDK.keySet())
          .flatMap(Set::stream)
          .collect(Collectors.toUnmodifiableMap(Class::getName, Function.identity()));

  private Serializers() {}

  /** The class of this name that is written without listing it, or has a serializer of its own. */
  static Optional<Class<?>> known(String className) {
    return Optional.ofNullable(BY_NAME.get(className));
  }

  /** Whether values of the class can be written without listing it. */
  static boolean isAlways(Class<?> type) {
    return type.isPrimitive() || ALWAYS.contains(type);
  }

  /** Whether the class has a serializer that depends on no field of it. */
  static boolean isJdk(Class<?> type) {
    return JDK.containsKey(type);
  }

  /** Whether a class in the list is only the type of others. */
  static boolean isNameOnly(Class<?> type) {
    return type == Object.class
        || (!isJdk(type)
            && !type.isEnum()
            && !type.isArray()
            && !type.isPrimitive()
            && Modifier.isAbstract(type.getModifiers()));
  }

  /** Gives the class the next number, unless it is a name only. */
  static void register(Kryo kryo, Class<?> type) {
    if (!isAlways(type) && !isNameOnly(type)) {
      kryo.register(type, create(type));
    }
  }

  static Serializer<?> create(Class<?> type) {
    Supplier<Serializer<?>> known = JDK.get(type);
    if (known != null) {
      return known.get();
    }
    if (type.isArray()) {
      return new ArraySerializer(type.getComponentType());
    }
    if (type.isEnum()) {
      return new EnumNameSerializer(type.asSubclass(Enum.class));
    }
    if (type.isRecord()) {
      return new RecordSerializer(type);
    }
    return new FieldsSerializer(type);
  }

  static boolean isCollection(Class<?> type) {
    return Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
  }
}
