package dev.pinfold.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The size, then each key and value with its class; see {@link CollectionSerializer}. */
final class MapSerializer extends Serializer<Map<Object, Object>> {
  private final Supplier<? extends Map<Object, Object>> empty;
  private final UnaryOperator<Map<Object, Object>> finish;
  private final boolean isStandIn; // for maps that may compare keys in their own way

  MapSerializer(Supplier<? extends Map<Object, Object>> empty) {
    this.empty = empty;
    this.finish = UnaryOperator.identity();
    this.isStandIn = false;
  }

  /**
   * @param empty makes a map to fill, in the order written
   * @param finish makes the value of the filled one
   */
  MapSerializer(
      Supplier<? extends Map<Object, Object>> empty, UnaryOperator<Map<Object, Object>> finish) {
    this.empty = empty;
    this.finish = finish;
    this.isStandIn = true;
  }

  @Override
  public void write(Kryo kryo, Output output, Map<Object, Object> map) {
    if (map instanceof SortedMap<?, ?> sorted) {
      requireNatural(map, sorted.comparator());
    }
    if (isStandIn) {
      CollectionSerializer.requireDistinct(map, map.keySet());
    }
    int size = map.size();
    output.writeVarInt(size, true);
    int written = 0;
    for (Map.Entry<Object, Object> each : map.entrySet()) {
      kryo.writeClassAndObject(output, each.getKey());
      kryo.writeClassAndObject(output, each.getValue());
      written++;
    }
    requireSame(size, written);
  }

  @Override
  public Map<Object, Object> read(
      Kryo kryo, Input input, Class<? extends Map<Object, Object>> ignored) {
    Map<Object, Object> map = empty.get();
    int size = readEntries(kryo, input, map::put);
    if (map.size() != size) {
      throw new KryoException("a map of " + size + " entries, some of whose keys are equal");
    }
    return finish.apply(map);
  }

  /** Gives each entry to what takes it, in the order written, and returns how many there were. */
  static int readEntries(Kryo kryo, Input input, BiConsumer<Object, Object> taker) {
    int size = ((BoundedInput) input).checked(input.readVarInt(true), 2);
    for (int i = 0; i < size; i++) {
      Object key = kryo.readClassAndObject(input);
      taker.accept(key, kryo.readClassAndObject(input));
    }
    return size;
  }

  static void requireNatural(Object collection, Comparator<?> comparator) {
    if (comparator != null) {
      throw new KryoException(
          "a "
              + collection.getClass().getSimpleName()
              + " with a comparator, which would be lost: copy it to a list");
    }
  }

  static void requireSame(int size, int written) {
    if (size != written) {
      throw new KryoException(
          "a collection of " + size + " that had " + written + " when it was written");
    }
  }
}
