package dev.pinfold.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.List;

/**
 * Plain classes: the fields in the order of {@link ClassSchema#fieldsOf}, each as {@link
 * FieldFormat} has it. By reflection, which refuses a value of the wrong type; and the object is
 * made by its own constructor.
 */
final class FieldsSerializer extends Serializer<Object> {
  private final Constructor<?> constructor;
  private final List<Field> fields;
  private final Class<?>[] forms; // of the fields

  FieldsSerializer(Class<?> type) {
    fields = ClassSchema.fieldsOf(type);
    forms =
        fields.stream()
            .map(each -> FieldFormat.declared(each.getGenericType()))
            .toArray(Class<?>[]::new);
    try {
      constructor = type.getDeclaredConstructor();
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(
          type.getName()
              + " has no constructor without arguments: add a private one, or make the class a"
              + " record",
          e);
    }
    ClassSchema.open(type, constructor);
    ClassSchema.open(type, fields.toArray(Field[]::new));
  }

  @Override
  public void write(Kryo kryo, Output output, Object object) {
    for (int i = 0; i < forms.length; i++) {
      try {
        FieldFormat.write(kryo, output, forms[i], fields.get(i).get(object));
      } catch (IllegalAccessException e) {
        throw new KryoException(e);
      }
    }
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<?> type) {
    try {
      Object object = constructor.newInstance();
      for (int i = 0; i < forms.length; i++) {
        fields.get(i).set(object, FieldFormat.read(kryo, input, forms[i]));
      }
      return object;
    } catch (ReflectiveOperationException e) {
      throw new KryoException(e);
    }
  }
}
