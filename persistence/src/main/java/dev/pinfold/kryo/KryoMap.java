package dev.pinfold.kryo;

import java.util.List;
import java.util.Map;

/**
 * A map, as {@link KryoSchema} reads it: its entries in the order in which they were written. It is
 * no {@code java.util.Map}, because keys that differ may be equal without their classes, such as
 * constants of the same name of two enums.
 *
 * <p>Immutable, as far as its keys and values are; equal to one of equal entries in the same order.
 *
 * @param entries the entries, whose keys and values may be null; the list and its elements not. It
 *     is copied, and unmodifiable
 */
public record KryoMap(List<Map.Entry<Object, Object>> entries) {
  /** Copies the list. */
  public KryoMap {
    entries = List.copyOf(entries);
  }
}
