package dev.pinfold.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The size, then each element with its class. An element hence takes a byte at least, and a size
 * can be held against the bytes that are left. Nothing is allocated for the size itself: nested
 * collections that each claim the rest would add up to its square.
 */
final class CollectionSerializer extends Serializer<Collection<Object>> {
  /** The most frequent ones that are known to compare by equals. */
  private static final Set<Class<?>> DISTINCT =
      Set.of(
          Set.of().getClass(),
          Set.of(0).getClass(),
          Map.of().getClass(),
          Map.of(0, 0).getClass(),
          new HashMap<>().keySet().getClass());

  private final Supplier<? extends Collection<Object>> empty;
  private final UnaryOperator<Collection<Object>> finish;
  private final boolean isStandIn; // for sets that may compare elements in their own way

  CollectionSerializer(Supplier<? extends Collection<Object>> empty) {
    this.empty = empty;
    this.finish = UnaryOperator.identity();
    this.isStandIn = false;
  }

  /**
   * @param empty makes a collection to fill, in the order written
   * @param finish makes the value of the filled one
   */
  CollectionSerializer(
      Supplier<? extends Collection<Object>> empty, UnaryOperator<Collection<Object>> finish) {
    this.empty = empty;
    this.finish = finish;
    this.isStandIn = true;
  }

  @Override
  public void write(Kryo kryo, Output output, Collection<Object> collection) {
    if (collection instanceof SortedSet<?> sorted) {
      MapSerializer.requireNatural(collection, sorted.comparator());
    }
    if (isStandIn && collection instanceof Set<?> set) {
      requireDistinct(set, set);
    }
    int size = collection.size();
    output.writeVarInt(size, true);
    int written = 0;
    for (Object each : collection) {
      kryo.writeClassAndObject(output, each);
      written++;
    }
    MapSerializer.requireSame(size, written);
  }

  @Override
  public Collection<Object> read(
      Kryo kryo, Input input, Class<? extends Collection<Object>> ignored) {
    int size = ((BoundedInput) input).checked(input.readVarInt(true), 1);
    Collection<Object> collection = empty.get();
    for (int i = 0; i < size; i++) {
      collection.add(kryo.readClassAndObject(input));
    }
    if (collection instanceof Set && collection.size() != size) {
      throw new KryoException("a set of " + size + " elements, some of which are equal");
    }
    return finish.apply(collection);
  }

  /** Refuses what compares by identity, or by a comparator, and has elements that are equal. */
  static void requireDistinct(Object collection, Set<?> elements) {
    if (elements.size() > 1
        && !DISTINCT.contains(collection.getClass())
        && new HashSet<>(elements).size() != elements.size()) {
      throw new KryoException(
          "a " + collection.getClass().getName() + " some of whose elements or keys are equal");
    }
  }
}
