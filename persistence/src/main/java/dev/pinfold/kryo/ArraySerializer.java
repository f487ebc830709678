package dev.pinfold.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;

/** Arrays of objects: the length, then each element with its class. */
final class ArraySerializer extends Serializer<Object[]> {
  private final Class<?> componentType;

  ArraySerializer(Class<?> componentType) {
    this.componentType = componentType;
  }

  @Override
  public void write(Kryo kryo, Output output, Object[] array) {
    output.writeVarInt(array.length, true);
    for (Object each : array) {
      kryo.writeClassAndObject(output, each);
    }
  }

  @Override
  public Object[] read(Kryo kryo, Input input, Class<? extends Object[]> ignored) {
    int length = ((BoundedInput) input).checked(input.readVarInt(true), 1);
    List<Object> elements = new ArrayList<>(); // the array itself only once they all are there
    for (int i = 0; i < length; i++) {
      elements.add(kryo.readClassAndObject(input));
    }
    return elements.toArray((Object[]) Array.newInstance(componentType, length));
  }
}
