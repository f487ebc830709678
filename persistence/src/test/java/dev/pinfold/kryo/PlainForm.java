package dev.pinfold.kryo;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a {@link KryoSchema} should make of a value, found by looking at the value itself. */
final class PlainForm {
  private PlainForm() {}

  /** The plain form, with arrays of primitives as lists, so that it can be compared. */
  static Object of(Object value) {
    if (value instanceof Enum<?> constant) {
      return constant.name();
    } else if (value instanceof Collection<?> collection) {
      List<Object> list = new ArrayList<>();
      collection.forEach(each -> list.add(of(each)));
      return list;
    } else if (value instanceof Map<?, ?> map) {
      List<Map.Entry<Object, Object>> entries = new ArrayList<>();
      map.forEach((key, each) -> entries.add(new SimpleImmutableEntry<>(of(key), of(each))));
      return new KryoMap(entries);
    } else if (value instanceof Optional<?> optional) {
      return optional.map(PlainForm::of);
    } else if (value != null && value.getClass().isArray()) {
      return array(value);
    } else if (value != null && value.getClass().getName().startsWith("dev.pinfold.")) {
      return object(value);
    }
    return value;
  }

  private static Object array(Object array) {
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < Array.getLength(array); i++) {
      list.add(of(Array.get(array, i)));
    }
    return list;
  }

  private static Object object(Object value) {
    Map<String, Object> fields = new LinkedHashMap<>();
    try {
      if (value instanceof Record) {
        RecordComponent[] components = value.getClass().getRecordComponents();
        Arrays.sort(components, Comparator.comparing(RecordComponent::getName));
        for (RecordComponent component : components) {
          component.getAccessor().setAccessible(true);
          fields.put(component.getName(), of(component.getAccessor().invoke(value)));
        }
      } else {
        addFields(value, value.getClass(), fields);
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a value of the test cannot be looked into", e);
    }
    return new KryoObject(value.getClass().getName(), fields);
  }

  private static void addFields(Object value, Class<?> type, Map<String, Object> fields)
      throws IllegalAccessException {
    if (type.getSuperclass() != Object.class) {
      addFields(value, type.getSuperclass(), fields);
    }
    Field[] own = type.getDeclaredFields();
    Arrays.sort(own, Comparator.comparing(Field::getName));
    for (Field field : own) {
      if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
        field.setAccessible(true);
        String owner = type == value.getClass() ? "" : type.getName() + "#";
        fields.put(owner + field.getName(), of(field.get(value)));
      }
    }
  }

  /** What was read, with arrays of primitives as lists. */
  static Object comparable(Object read) {
    if (read instanceof KryoObject object) {
      Map<String, Object> fields = new LinkedHashMap<>();
      object.fields().forEach((name, each) -> fields.put(name, comparable(each)));
      return new KryoObject(object.className(), fields);
    } else if (read instanceof KryoMap map) {
      List<Map.Entry<Object, Object>> entries = new ArrayList<>();
      map.entries()
          .forEach(
              each ->
                  entries.add(
                      new SimpleImmutableEntry<>(
                          comparable(each.getKey()), comparable(each.getValue()))));
      return new KryoMap(entries);
    } else if (read instanceof List<?> list) {
      List<Object> comparables = new ArrayList<>();
      list.forEach(each -> comparables.add(comparable(each)));
      return comparables;
    } else if (read instanceof Optional<?> optional) {
      return optional.map(PlainForm::comparable);
    }
    return read != null && read.getClass().isArray() ? array(read) : read;
  }
}
