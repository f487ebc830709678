package dev.pinfold.codec;

import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.deser.Deserializers;
import com.fasterxml.jackson.databind.deser.KeyDeserializers;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.Serializers;
import java.util.List;

/**
 * Takes from a mapper all by which Jackson loads a class because JSON names it: values and keys of
 * {@code Class}, values of Jackson's own {@code JavaType}, and, by {@link NoClassIds}, type ids
 * that are class names. Both directions are refused, so that nothing is written that could not be
 * read.
 */
final class NoClassNames extends Module {
  /**
   * Not an exception that Jackson wraps or swallows while it looks for a serializer, so that the
   * codec's maker sees it.
   */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** Does so to a mapper that nobody has used yet. */
  static void applyTo(ObjectMapper mapper) {
    mapper.registerModule(new NoClassNames()); // the last one registered is asked first
    mapper.setAnnotationIntrospectors(
        new NoClassIds(mapper.getSerializationConfig().getAnnotationIntrospector()),
        new NoClassIds(mapper.getDeserializationConfig().getAnnotationIntrospector()));
  }

  @Override
  public String getModuleName() {
    return getClass().getName();
  }

  @Override
  public Version version() {
    return Version.unknownVersion();
  }

  @Override
  public void setupModule(SetupContext context) {
    context.addDeserializers(new Reading());
    context.addKeyDeserializers(new ReadingKeys());
    context.addSerializers(new Writing());
    context.addKeySerializers(new Writing());
    context.addBeanSerializerModifier(new WritingProperties());
  }

  private static void refuse(JavaType type) {
    if (type.hasRawClass(Class.class) || type.isTypeOrSubTypeOf(JavaType.class)) {
      throw new Refused(
          "it has a "
              + type.toCanonical()
              + ", which is read by loading the class that the JSON names. Keep a name of your own"
              + " and map it to a class yourself, or annotate the property with @JsonIgnore");
    }
  }

  private static final class Reading extends Deserializers.Base {
    @Override
    public JsonDeserializer<?> findBeanDeserializer(
        JavaType type, DeserializationConfig config, BeanDescription description) {
      refuse(type);
      return null;
    }
  }

  private static final class ReadingKeys implements KeyDeserializers {
    @Override
    public KeyDeserializer findKeyDeserializer(
        JavaType type, DeserializationConfig config, BeanDescription description) {
      refuse(type);
      return null;
    }
  }

  private static final class Writing extends Serializers.Base {
    @Override
    public JsonSerializer<?> findSerializer(
        SerializationConfig config, JavaType type, BeanDescription description) {
      refuse(type);
      return null;
    }
  }

  /**
   * Looks at properties before Jackson caches the serializer of what has them: one that failed
   * later would stay in the cache as it is, and write the next value that has a null there.
   */
  private static final class WritingProperties extends BeanSerializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public List<BeanPropertyWriter> changeProperties(
        SerializationConfig config,
        BeanDescription description,
        List<BeanPropertyWriter> properties) {
      for (BeanPropertyWriter property : properties) {
        if (!property.hasSerializer()) {
          refuseWithin(property.getType());
        }
      }
      return properties;
    }

    private static void refuseWithin(JavaType type) {
      refuse(type);
      if (type.getKeyType() != null) {
        refuse(type.getKeyType());
      }
      if (type.getContentType() != null) {
        refuseWithin(type.getContentType());
      }
    }
  }
}
