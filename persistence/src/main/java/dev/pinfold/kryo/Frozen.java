package dev.pinfold.kryo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a listed interface is read as: unmodifiable, in the order in which it was written. */
final class Frozen {
  private Frozen() {}

  static List<Object> list(Collection<Object> read) {
    return read.contains(null)
        ? Collections.unmodifiableList(new ArrayList<>(read))
        : List.copyOf(read);
  }

  static Set<Object> set(Collection<Object> read) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(read));
  }

  static Map<Object, Object> map(Map<Object, Object> read) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(read));
  }
}
