package dev.pinfold.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/**
 * Records: the components in the order of {@link ClassSchema#componentsOf}, each as {@link
 * FieldFormat} has it. They are taken from the accessors, and the record is made by its canonical
 * constructor, which may refuse them.
 */
final class RecordSerializer extends Serializer<Object> {
  private final Constructor<?> constructor;
  private final Class<?>[] forms; // in the order written, as all here
  private final Method[] accessors;
  private final int[] places; // in the constructor

  RecordSerializer(Class<?> type) {
    List<RecordComponent> components = ClassSchema.componentsOf(type);
    List<RecordComponent> declared = Arrays.asList(type.getRecordComponents());
    forms =
        components.stream()
            .map(each -> FieldFormat.declared(each.getGenericType()))
            .toArray(Class<?>[]::new);
    accessors = components.stream().map(RecordComponent::getAccessor).toArray(Method[]::new);
    places = new int[forms.length];
    for (int i = 0; i < places.length; i++) {
      String name = components.get(i).getName();
      while (!declared.get(places[i]).getName().equals(name)) {
        places[i]++;
      }
    }
    try {
      constructor =
          type.getDeclaredConstructor(
              declared.stream().map(RecordComponent::getType).toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(type.getName() + " has no canonical constructor", e);
    }
    ClassSchema.open(type, constructor);
    ClassSchema.open(type, accessors);
  }

  @Override
  public void write(Kryo kryo, Output output, Object object) {
    for (int i = 0; i < forms.length; i++) {
      Object value;
      try {
        value = accessors[i].invoke(object);
      } catch (ReflectiveOperationException e) {
        throw new KryoException(e);
      }
      FieldFormat.write(kryo, output, forms[i], value);
    }
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<?> ignored) {
    Object[] arguments = new Object[forms.length];
    for (int i = 0; i < forms.length; i++) {
      arguments[places[i]] = FieldFormat.read(kryo, input, forms[i]);
    }
    try {
      return constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new KryoException(e);
    }
  }
}
