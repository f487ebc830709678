package dev.pinfold.kryo;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Knows classes by their number in the list only, and lets a listed {@code List}, {@code Set} or
 * {@code Map} stand for the JDK's implementations that have no public name.
 */
@SuppressWarnings("rawtypes") // as Kryo declares it
final class ListedClassResolver extends DefaultClassResolver {
  private static final List<Class<?>> INTERFACES = List.of(List.class, Set.class, Map.class);

  private final List<Class<?>> listed;

  ListedClassResolver(List<Class<?>> listed) {
    this.listed = listed;
  }

  @Override
  public Registration getRegistration(Class type) {
    Registration exact = super.getRegistration(type);
    if (exact != null
        || Modifier.isPublic(type.getModifiers())
        || !type.getName().startsWith("java.util.")) {
      return exact;
    }
    for (Class<?> each : INTERFACES) {
      if (each.isAssignableFrom(type) && listed.contains(each)) {
        return super.getRegistration(each);
      }
    }
    return null;
  }

  /** With registration required Kryo never writes a name, but would load what it reads one for. */
  @Override
  protected Registration readName(Input input) {
    throw new KryoException(
        "a class named at byte " + input.position() + ", where a number belongs");
  }
}
