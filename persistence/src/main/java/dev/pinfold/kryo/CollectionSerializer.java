package dev.pinfold.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.Collection;
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
  private final Supplier<? extends Collection<Object>> empty;
  private final UnaryOperator<Collection<Object>> finish;

  CollectionSerializer(Supplier<? extends Collection<Object>> empty) {
    this(empty, UnaryOperator.identity());
  }

  /**
   * @param empty makes a collection to fill, in the order written
   * @param finish makes the value of the filled one
   */
  CollectionSerializer(
      Supplier<? extends Collection<Object>> empty, UnaryOperator<Collection<Object>> finish) {
    this.empty = empty;
    this.finish = finish;
  }

  @Override
  public void write(Kryo kryo, Output output, Collection<Object> collection) {
    if (collection instanceof SortedSet<?> sorted) {
      MapSerializer.requireNatural(collection, sorted.comparator());
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
}
