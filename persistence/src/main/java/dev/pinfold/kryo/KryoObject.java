package dev.pinfold.kryo;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A record or an object of a class, as {@link KryoSchema} reads it without the class.
 *
 * <p>Immutable, as far as its values are; equal to one of the same name and equal fields.
 *
 * @param className the name of the class, as {@code Class.getName()} has it, such as {@code
 *     app.Shop$Order}; not null
 * @param fields the values by the name of the field, or of the record's component, in the order in
 *     which they are written: by name. A field of a superclass is named {@code app.Base#id}. Values
 *     may be null, the map not; it is copied, and unmodifiable
 */
public record KryoObject(String className, Map<String, Object> fields) {
  /** Copies the fields. */
  public KryoObject {
    Objects.requireNonNull(className, "className");
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }
}
