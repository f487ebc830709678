package dev.pinfold.codec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotationIntrospectorPair;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeIdResolver;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import java.util.List;

/** A mapper's annotations, without those that make class names the ids of types. */
final class NoClassIds extends AnnotationIntrospectorPair {
  private static final long serialVersionUID = 1L;

  NoClassIds(AnnotationIntrospector annotations) {
    super(annotations, NopAnnotationIntrospector.instance);
  }

  @Override
  public TypeResolverBuilder<?> findTypeResolver(
      MapperConfig<?> config, AnnotatedClass annotated, JavaType type) {
    return checked(super.findTypeResolver(config, annotated, type), config, type);
  }

  @Override
  public TypeResolverBuilder<?> findPropertyTypeResolver(
      MapperConfig<?> config, AnnotatedMember annotated, JavaType type) {
    return checked(super.findPropertyTypeResolver(config, annotated, type), config, type);
  }

  @Override
  public TypeResolverBuilder<?> findPropertyContentTypeResolver(
      MapperConfig<?> config, AnnotatedMember annotated, JavaType container) {
    return checked(
        super.findPropertyContentTypeResolver(config, annotated, container),
        config,
        container.getContentType());
  }

  private static TypeResolverBuilder<?> checked(
      TypeResolverBuilder<?> builder, MapperConfig<?> config, JavaType type) {
    TypeIdResolver ids = builder == null ? null : idsOf(builder, config, type);
    JsonTypeInfo.Id mechanism = ids == null ? null : ids.getMechanism();
    if (mechanism == JsonTypeInfo.Id.CLASS || mechanism == JsonTypeInfo.Id.MINIMAL_CLASS) {
      throw new NoClassNames.Refused(
          type.toCanonical()
              + " has class names as type ids, @JsonTypeInfo(use = Id."
              + mechanism
              + "): the classes that the JSON names would be loaded. Use Id.NAME, and list the"
              + " subtypes with @JsonSubTypes");
    }
    return builder;
  }

  /** The resolver that the builder makes, as it does not say itself which one that is. */
  private static TypeIdResolver idsOf(
      TypeResolverBuilder<?> builder, MapperConfig<?> config, JavaType type) {
    if (config instanceof DeserializationConfig reading) {
      TypeDeserializer made = builder.buildTypeDeserializer(reading, type, List.of());
      return made == null ? null : made.getTypeIdResolver();
    }
    TypeSerializer made =
        builder.buildTypeSerializer((SerializationConfig) config, type, List.of());
    return made == null ? null : made.getTypeIdResolver();
  }
}
