package dev.pinfold.kryo;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Knows classes by their number in the list only, and lets a listed {@code List}, {@code Set} or
 * {@code Map} stand for the JDK's implementations that have no public name, and a listed {@code
 * TreeSet} or {@code TreeMap} for those that are sorted.
 */
@SuppressWarnings("rawtypes") // as Kryo declares it
final class ListedClassResolver extends DefaultClassResolver {
  private final List<Class<?>> listed;
  private final Set<Class<?>> declared; // what the values must fit
  private final Map<Class<?>, Registration> standIns = new HashMap<>();

  ListedClassResolver(List<Class<?>> listed) {
    this.listed = listed;
    this.declared = ClassSchema.declaredTypes(listed);
  }

  @Override
  public Registration getRegistration(Class type) {
    Registration exact = super.getRegistration(type);
    if (exact != null
        || Modifier.isPublic(type.getModifiers())
        || !type.getName().startsWith("java.util.")) {
      return exact;
    }
    Registration standIn = standIns.get(type);
    if (standIn == null) {
      Class<?> listedOne = standInFor(type);
      if (listedOne == null) {
        return null;
      }
      standIn = super.getRegistration(listedOne);
      standIns.put(type, standIn);
    }
    return standIn;
  }

  private Class<?> standInFor(Class<?> type) {
    for (Class<?> each : Serializers.STAND_INS) {
      if (listed.contains(each) && interfaceOf(each).isAssignableFrom(type)) {
        requireFit(type, each);
        return each;
      }
    }
    return null;
  }

  private static Class<?> interfaceOf(Class<?> standIn) {
    if (standIn == TreeSet.class) {
      return SortedSet.class;
    }
    return standIn == TreeMap.class ? SortedMap.class : standIn;
  }

  /** What could be in a field now must fit there when it is read. */
  private void requireFit(Class<?> type, Class<?> standIn) {
    for (Class<?> field : declared) {
      if (field.isAssignableFrom(type)
          && !field.isAssignableFrom(standIn)
          && field != Serializable.class) {
        throw new KryoException(
            "a "
                + type.getName()
                + ", which would be read as a "
                + standIn.getName()
                + " and not fit a field or array of "
                + field.getName()
                + ": copy it to a collection that is listed");
      }
    }
  }

  /** With registration required Kryo never writes a name, but would load what it reads one for. */
  @Override
  protected Registration readName(Input input) {
    throw new KryoException(
        "a class named at byte " + input.position() + ", where a number belongs");
  }
}
