package dev.pinfold.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.serializers.DefaultArraySerializers;

/**
 * As by Kryo: 0 for null, or the length and 1, then a byte each. Kryo's own is alone among those of
 * arrays in allocating the length itself, where {@link BoundedInput} cannot see it.
 */
final class BooleanArraySerializer extends DefaultArraySerializers.BooleanArraySerializer {
  @Override
  @SuppressWarnings("rawtypes") // as Kryo declares it
  public boolean[] read(Kryo kryo, Input input, Class type) {
    int lengthAndOne = input.readVarInt(true);
    return lengthAndOne == 0 ? null : input.readBooleans(lengthAndOne - 1);
  }
}
