package dev.pinfold.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.CodecException;
import dev.pinfold.codec.Codec;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What a codec took it gives back, equal; what it could not give back it does not take. */
@SuppressWarnings("IdentityHashMapUsage") // on purpose: it is what must be refused
class KryoFaithfulTest {
  private static final int DEPTH = 4;

  record Sorted(NavigableMap<String, Integer> map, SortedSet<String> set) {}

  record Plain(Map<String, Integer> map, Set<String> set, Collection<String> any) {}

  record Box(Object value) {}

  private static final Codec<Sorted> SORTED =
      KryoCodec.of(Sorted.class, TreeMap.class, TreeSet.class, Map.class, Set.class);

  private static final Codec<Plain> PLAIN =
      KryoCodec.of(Plain.class, Map.class, Set.class, List.class);

  private static final Codec<Object> ANYTHING =
      KryoCodec.of(
          Object.class,
          Box.class,
          List.class,
          Set.class,
          Map.class,
          ArrayList.class,
          HashSet.class,
          LinkedHashSet.class,
          TreeSet.class,
          HashMap.class,
          LinkedHashMap.class,
          TreeMap.class,
          Optional.class,
          DayOfWeek.class,
          Locale.class,
          ZonedDateTime.class);

  private static <T> T again(Codec<T> codec, T value) {
    return codec.decode(codec.encode(value));
  }

  private static <T> void assertRefused(Codec<T> codec, T value, String why) {
    assertThatThrownBy(() -> codec.encode(value))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining(why);
  }

  record EnumSets(EnumSet<DayOfWeek> days) {}

  record NestedEnumSets(Map<String, List<? extends EnumSet<DayOfWeek>>> days) {}

  @SuppressWarnings("ArrayRecordComponent")
  record Arrayed(Optional<SortedMap<String, String>[]> maps) {}

  static final class Bean {
    Queue<String> queue;

    private Bean() {}
  }

  @Test
  void fieldsThatNothingListedIsReadAsAreRefusedWhenListed() {
    Map<Class<?>, String> refused = new LinkedHashMap<>();
    refused.put(EnumSets.class, "EnumSets.days has a java.util.EnumSet");
    refused.put(NestedEnumSets.class, "NestedEnumSets.days has a java.util.EnumSet");
    refused.put(Arrayed.class, "Arrayed.maps has a java.util.SortedMap");
    refused.put(Sorted.class, "Sorted.map has a java.util.NavigableMap");
    refused.put(Bean.class, "Bean.queue has a java.util.Queue");
    refused.put(NavigableSet[].class, "has a java.util.NavigableSet");
    refused.forEach(
        (type, why) ->
            assertThatThrownBy(
                    () ->
                        KryoCodec.of(
                            type, Map.class, Set.class, List.class, Optional.class, EnumSet.class))
                .as(type.getName())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why));
  }

  @Test
  void sortedOnesWithoutANameComeBackSortedWhereTheListHasThem() {
    TreeMap<String, Integer> map = new TreeMap<>(Map.of("a", 1, "b", 2, "c", 3));
    for (NavigableMap<String, Integer> each :
        List.of(
            map,
            Collections.unmodifiableNavigableMap(map),
            Collections.synchronizedNavigableMap(map),
            map.headMap("c", false),
            map.tailMap("b", true))) {
      Sorted value = new Sorted(each, new TreeSet<>(each.keySet()).headSet("b"));
      assertThat(again(SORTED, value)).isEqualTo(value);
      Map<String, Integer> unnamed = Collections.unmodifiableSortedMap(each);
      Plain plain = new Plain(unnamed, each.navigableKeySet(), each.keySet());
      Plain read = again(PLAIN, plain);
      assertThat(read).isEqualTo(plain);
      assertThat(read.map()).asString().isEqualTo(each.toString());
    }
    assertRefused(SORTED, new Sorted(map.descendingMap(), null), "comparator");
    assertRefused(PLAIN, new Plain(map.descendingMap(), null, null), "comparator");
  }

  abstract static class Shapes {
    List<String> list;
    java.util.AbstractList<String> narrow;
  }

  static final class ShapesBean extends Shapes {
    private ShapesBean() {}
  }

  @Test
  void whatWouldNotFitItsFieldIsRefusedAtOnce() {
    Codec<ShapesBean> codec = KryoCodec.of(ShapesBean.class, List.class, ArrayList.class);
    ShapesBean bean = new ShapesBean();
    bean.narrow = new ArrayList<>(List.of("x"));
    bean.list = List.of("x");
    assertThat(again(codec, bean).narrow).isEqualTo(bean.narrow);
    bean.narrow = (java.util.AbstractList<String>) Arrays.asList("x", "y");
    assertRefused(codec, bean, "not fit a field or array of java.util.AbstractList");
  }

  @Test
  void setsAndMapsThatHoldEqualElementsAreRefused() {
    Set<String> byIdentity = Collections.newSetFromMap(new IdentityHashMap<>());
    byIdentity.add("x");
    byIdentity.add(String.valueOf(new char[] {'x'}));
    assertThat(byIdentity).hasSize(2);
    assertRefused(PLAIN, new Plain(null, byIdentity, null), "are equal");
    assertRefused(
        PLAIN, new Plain(null, Collections.unmodifiableSet(byIdentity), null), "are equal");
    Map<String, Integer> map = new IdentityHashMap<>();
    byIdentity.forEach(each -> map.put(each, 1));
    assertRefused(PLAIN, new Plain(Collections.unmodifiableMap(map), null, null), "are equal");
    assertRefused(PLAIN, new Plain(null, map.keySet(), null), "are equal");
    Set<String> concurrent = ConcurrentHashMap.newKeySet();
    Set<String> fromMap = Collections.newSetFromMap(new ConcurrentHashMap<>());
    concurrent.addAll(List.of("a", "b"));
    fromMap.addAll(concurrent);
    Plain plain = new Plain(null, fromMap, null);
    assertThat(again(PLAIN, plain)).isEqualTo(plain);
  }

  @Test
  void valuesThatKryoWouldChangeComeBackOrAreRefused() {
    ZonedDateTime twice = LocalDateTime.of(2026, 10, 25, 2, 30).atZone(ZoneId.of("Europe/Berlin"));
    for (ZonedDateTime each :
        List.of(twice.withEarlierOffsetAtOverlap(), twice.withLaterOffsetAtOverlap())) {
      assertThat(again(ANYTHING, each)).isEqualTo(each);
    }
    assertThat(again(ANYTHING, Locale.GERMANY)).isEqualTo(Locale.GERMANY);
    assertRefused(ANYTHING, Locale.forLanguageTag("zh-Hant-TW"), "zh-Hant-TW");
    assertRefused(ANYTHING, Locale.forLanguageTag("th-TH-u-nu-thai"), "extensions");
  }

  @Property(tries = 2_000)
  void whateverIsTakenComesBackEqual(@ForAll long seed) {
    Object value = any(new Random(seed), DEPTH);
    byte[] bytes;
    try {
      bytes = ANYTHING.encode(value);
    } catch (CodecException refused) {
      return;
    }
    assertThat(ANYTHING.decode(bytes)).isEqualTo(value);
  }

  private static Object any(Random random, int depth) {
    if (depth == 0 || random.nextInt(4) == 0) {
      return switch (random.nextInt(4)) {
        case 0 -> random.nextInt(4);
        case 1 -> "text " + random.nextInt(4);
        case 2 -> DayOfWeek.of(1 + random.nextInt(7));
        default -> random.nextBoolean();
      };
    }
    List<Object> list = new ArrayList<>();
    TreeMap<String, Object> sorted = new TreeMap<>();
    Map<Object, Object> map = new HashMap<>();
    Map<Object, Object> identities = new IdentityHashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      Object each = any(random, depth - 1);
      list.add(each);
      sorted.put(String.valueOf(each), each);
      map.put(each, list.size());
      identities.put(each, list.size());
    }
    TreeSet<String> sortedSet = new TreeSet<>(sorted.keySet());
    Set<Object> byIdentity = Collections.newSetFromMap(new IdentityHashMap<>());
    byIdentity.addAll(list);
    boolean outermost = depth == DEPTH; // further in, equals of identities is not symmetric
    return switch (random.nextInt(outermost ? 29 : 26)) {
      case 0 -> list;
      case 1 -> List.copyOf(list);
      case 2 -> Collections.unmodifiableList(list);
      case 3 -> list.subList(0, list.size() / 2);
      case 4 -> list.stream().toList();
      case 5 -> Arrays.asList(list.toArray());
      case 6 -> new HashSet<>(list);
      case 7 -> new LinkedHashSet<>(list);
      case 8 -> Set.copyOf(list);
      case 9 -> Collections.unmodifiableSet(new HashSet<>(list));
      case 10 -> sortedSet;
      case 11 -> sortedSet.headSet("text 2");
      case 12 -> sortedSet.descendingSet();
      case 13 -> Collections.unmodifiableSortedSet(sortedSet);
      case 14 -> EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.of(1 + random.nextInt(7)));
      case 15 -> new HashMap<>(map);
      case 16 -> new LinkedHashMap<>(map);
      case 17 -> Collections.unmodifiableMap(map);
      case 18 -> Map.copyOf(map);
      case 19 -> sorted;
      case 20 -> sorted.tailMap("text 1");
      case 21 -> Collections.unmodifiableNavigableMap(sorted);
      case 22 -> map.keySet();
      case 23 -> sorted.keySet();
      case 24 -> Optional.of(list);
      case 25 -> new Box(list);
      case 26 -> byIdentity;
      case 27 -> identities.keySet();
      default -> Collections.singletonList(null);
    };
  }
}
