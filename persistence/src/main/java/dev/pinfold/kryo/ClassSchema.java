package dev.pinfold.kryo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pinfold.kryo.ClassLine.Kind;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A list of classes as text, one line each, with everything in it that decides how bytes are read;
 * and the CRC-32C of that text. It is the same on every JVM.
 *
 * @param text the lines, each as {@link ClassLine} has it
 * @param fingerprint the CRC-32C of the text in UTF-8
 */
record ClassSchema(String text, int fingerprint) {
  /**
   * What most collections can be written as; one that is not listed is found at its first value.
   */
  private static final List<Class<?>> GENERAL = List.of(List.class, Set.class, Map.class);

  /**
   * @throws IllegalArgumentException if one of the classes cannot be written faithfully
   */
  static ClassSchema of(List<Class<?>> listed) {
    Set<Class<?>> seen = new HashSet<>();
    List<String> lines = new ArrayList<>();
    for (Class<?> type : listed) {
      Objects.requireNonNull(type, "a listed class");
      if (!seen.add(type)) {
        throw new IllegalArgumentException(type.getName() + " is listed twice: list it once");
      }
      lines.add(line(type, listed).text());
    }
    String text = String.join("\n", lines);
    return new ClassSchema(text, fingerprint(text));
  }

  /** The CRC-32C of a text in UTF-8. */
  static int fingerprint(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(UTF_8));
    return (int) crc.getValue();
  }

  private static ClassLine line(Class<?> type, List<Class<?>> listed) {
    if (Serializers.isAlways(type) || Serializers.isJdk(type)) {
      return new ClassLine(type.getName(), Kind.KNOWN);
    }
    if (Serializers.isNameOnly(type)) {
      return new ClassLine(type.getName(), Kind.NAME);
    }
    if (type.isArray()) {
      requireReadable(type.getName(), type, listed);
      return new ClassLine(type.getName(), Kind.KNOWN);
    }
    if (type.isEnum()) {
      return new ClassLine(type.getName(), Kind.ENUM);
    }
    requirePlain(type);
    Map<String, String> fields = new LinkedHashMap<>();
    fieldTypes(type)
        .forEach(
            (name, fieldType) -> {
              requireListed(type, name, fieldType, listed);
              requireReadable(type.getName() + "." + name, fieldType, listed);
              fields.put(name, describe(fieldType));
            });
    return new ClassLine(type.getName(), type.isRecord() ? Kind.RECORD : Kind.CLASS, fields);
  }

  private static void requirePlain(Class<?> type) {
    if (type == void.class || isOfTheJdk(type)) {
      throw new IllegalArgumentException(
          type.getName()
              + " is a class of the JDK that Pinfold has no serializer for: put what matters of it"
              + " into a record of your own");
    }
    if (Serializers.isCollection(type)) {
      throw new IllegalArgumentException(
          type.getName()
              + " is a collection of your own, whose inside is unknown: use one of the JDK's");
    }
    for (Class<?> each = type.getSuperclass();
        each != null && each != Object.class && each != Record.class;
        each = each.getSuperclass()) {
      if (isOfTheJdk(each)) {
        throw new IllegalArgumentException(
            type.getName()
                + " extends "
                + each.getName()
                + " of the JDK: make it a record instead");
      }
    }
  }

  private static boolean isOfTheJdk(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null || loader == ClassLoader.getPlatformClassLoader();
  }

  /** Names and types in the order in which they are written. */
  private static Map<String, Type> fieldTypes(Class<?> type) {
    Map<String, Type> types = new LinkedHashMap<>();
    if (type.isRecord()) {
      componentsOf(type).forEach(each -> types.put(each.getName(), each.getGenericType()));
    } else {
      for (Field each : fieldsOf(type)) {
        String owner =
            each.getDeclaringClass() == type ? "" : each.getDeclaringClass().getName() + '#';
        types.put(owner + each.getName(), each.getGenericType());
      }
    }
    return types;
  }

  /** The components of a record by name: their order in the source may change. */
  static List<RecordComponent> componentsOf(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .sorted(Comparator.comparing(RecordComponent::getName))
        .toList();
  }

  /**
   * The fields of a plain class that are kept: those of its superclasses first, then by name; not
   * the static and the transient ones.
   *
   * @throws IllegalArgumentException if one is final
   */
  static List<Field> fieldsOf(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    if (type.getSuperclass() != null && type.getSuperclass() != Object.class) {
      fields.addAll(fieldsOf(type.getSuperclass()));
    }
    Field[] own = type.getDeclaredFields();
    Arrays.sort(own, Comparator.comparing(Field::getName));
    for (Field field : own) {
      int modifiers = field.getModifiers();
      if (Modifier.isStatic(modifiers) || Modifier.isTransient(modifiers)) {
        continue;
      }
      if (Modifier.isFinal(modifiers)) {
        throw new IllegalArgumentException(
            type.getName()
                + "."
                + field.getName()
                + " is final and could not be set when it is read: make the class a record, or the"
                + " field not final");
      }
      fields.add(field);
    }
    return fields;
  }

  /** A field of a final class can hold nothing else: find out now and not at the first message. */
  private static void requireListed(
      Class<?> type, String field, Type fieldType, List<Class<?>> listed) {
    Class<?> raw = raw(fieldType);
    if (raw == null
        || Serializers.isAlways(raw)
        || listed.contains(raw)
        || !Modifier.isFinal(raw.getModifiers())
        || (raw.isArray() && !Modifier.isFinal(raw.getComponentType().getModifiers()))) {
      return;
    }
    throw new IllegalArgumentException(
        type.getName()
            + "."
            + field
            + " is of "
            + raw.getTypeName()
            + ", which is not listed: add it");
  }

  /** Whether some listed class is read as what a collection, or one inside of it, is declared. */
  private static void requireReadable(String where, Type type, List<Class<?>> listed) {
    if (type instanceof GenericArrayType array) {
      requireReadable(where, array.getGenericComponentType(), listed);
    } else if (type instanceof WildcardType wildcard) {
      requireReadable(where, wildcard.getUpperBounds()[0], listed);
    }
    Class<?> raw = raw(type);
    if (raw == null) {
      return;
    }
    if (raw.isArray()) {
      requireReadable(where, raw.getComponentType(), listed);
    }
    if (Serializers.isCollection(raw)
        && Stream.concat(listed.stream().filter(Serializers::isJdk), GENERAL.stream())
            .noneMatch(raw::isAssignableFrom)) {
      throw new IllegalArgumentException(
          where
              + " has a "
              + raw.getTypeName()
              + ", and nothing that is listed is read as one: list the class, or declare a List,"
              + " Set or Map there and list that");
    }
    if (type instanceof ParameterizedType generic
        && (Serializers.isCollection(raw) || raw == Optional.class)) {
      for (Type argument : generic.getActualTypeArguments()) {
        requireReadable(where, argument, listed);
      }
    }
  }

  /** The types of all fields, and what arrays consist of: into these must fit what is read. */
  static Set<Class<?>> declaredTypes(List<Class<?>> listed) {
    Set<Class<?>> types = new HashSet<>();
    for (Class<?> type : listed) {
      if (type.isArray()) {
        types.add(type.getComponentType());
      } else if (!Serializers.isAlways(type)
          && !Serializers.isJdk(type)
          && !Serializers.isNameOnly(type)
          && !type.isEnum()) {
        fieldTypes(type).values().forEach(each -> addRaw(each, types));
      }
    }
    return types;
  }

  private static void addRaw(Type type, Set<Class<?>> types) {
    if (type instanceof TypeVariable<?> variable) {
      addRaw(variable.getBounds()[0], types);
    } else if (raw(type) != null) {
      types.add(raw(type));
    }
  }

  /**
   * Lets members of a class be used whatever their access says.
   *
   * @throws IllegalArgumentException if its package is closed
   */
  static void open(Class<?> type, AccessibleObject... members) {
    try {
      AccessibleObject.setAccessible(members, true);
    } catch (InaccessibleObjectException e) {
      throw new IllegalArgumentException(
          type.getName() + " is closed to reflection: open its package to Pinfold", e);
    }
  }

  private static Class<?> raw(Type type) {
    if (type instanceof Class<?> plain) {
      return plain;
    }
    return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : null;
  }

  /** Spelled out here, because how a {@code Type} prints itself is up to the JDK. */
  static String describe(Type type) {
    if (type instanceof Class<?> plain) {
      return plain.getName();
    }
    if (type instanceof ParameterizedType generic) {
      return describe(generic.getRawType()) + describe(generic.getActualTypeArguments(), "<", ">");
    }
    if (type instanceof GenericArrayType array) {
      return describe(array.getGenericComponentType()) + "[]";
    }
    if (type instanceof WildcardType wildcard) {
      return "?"
          + describe(wildcard.getUpperBounds(), " extends ", "")
          + describe(wildcard.getLowerBounds(), " super ", "");
    }
    return type.getTypeName(); // a type variable, whose name is in the source
  }

  private static String describe(Type[] types, String before, String after) {
    List<String> texts = new ArrayList<>();
    for (Type type : types) {
      texts.add(describe(type));
    }
    return texts.isEmpty() ? "" : before + String.join(",", texts) + after;
  }
}
