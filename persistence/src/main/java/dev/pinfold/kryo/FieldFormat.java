package dev.pinfold.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Type;

/**
 * How the value of a field, or of a record's component, is written: primitives and strings as such,
 * all else with its class. The text of the declared type alone decides, as the description has it
 * and the fingerprint covers it: a type variable is written with its class, whatever its bound.
 * Kryo's own serializer of records leaves out the class also where the declared one is final, and
 * hence cannot read what was written before a class ceased to be final, or an enum's constant got a
 * body.
 */
final class FieldFormat {
  private FieldFormat() {}

  /** What {@link #write} and {@link #read} need to know of a declared type, with its generics. */
  static Class<?> declared(Type type) {
    return declared(ClassSchema.describe(type));
  }

  /**
   * The same of a description.
   *
   * @param typeName the type, as {@link ClassSchema#describe} has it
   */
  static Class<?> declared(String typeName) {
    return Serializers.known(typeName)
        .filter(type -> type.isPrimitive() || type == String.class)
        .orElse(Object.class);
  }

  static void write(Kryo kryo, Output output, Class<?> declared, Object value) {
    if (declared.isPrimitive()) {
      kryo.writeObject(output, value);
    } else if (declared == String.class) {
      output.writeString((String) value);
    } else {
      kryo.writeClassAndObject(output, value);
    }
  }

  static Object read(Kryo kryo, Input input, Class<?> declared) {
    if (declared.isPrimitive()) {
      return kryo.readObject(input, declared);
    }
    return declared == String.class ? input.readString() : kryo.readClassAndObject(input);
  }
}
