package dev.pinfold.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.TypeFactory;
import dev.pinfold.CodecException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** JSON that names a class does not make it load, whatever in Jackson would do so. */
class JsonClassNamesTest {
  private static final String LOADED = "pinfold.test.loaded";

  /** Says that it was initialised. */
  static final class Trap implements Shape, Minimal, Plain {
    static {
      System.setProperty(LOADED, "true");
    }
  }

  private static final String TRAP = "dev.pinfold.codec.JsonClassNamesTest$Trap";

  @AfterEach
  void nothingWasLoaded() {
    assertThat(System.clearProperty(LOADED)).as("the trap was initialised").isNull();
  }

  record WithClass(Class<?> named) {}

  record WithClasses(List<List<Class<?>>> named) {}

  record WithKeys(Map<Class<?>, String> named) {}

  @SuppressWarnings("ArrayRecordComponent")
  record WithArray(Class<?>[] named) {}

  record WithJavaType(JavaType named) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
  interface Shape {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.MINIMAL_CLASS)
  interface Minimal {}

  interface Plain {}

  record Nested(List<Shape> shapes) {}

  record Property(@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Plain plain) {}

  record Content(@JsonTypeInfo(use = JsonTypeInfo.Id.MINIMAL_CLASS) Map<String, Plain> plain) {}

  private static void assertRefused(ObjectMapper mapper, JavaType type, String json) {
    assertThatThrownBy(() -> JsonCodec.of(mapper, type).decode(json.getBytes(UTF_8)))
        .as(type.toString())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("There is no JSON codec of " + type.toCanonical());
  }

  @Test
  void typesThatWouldLoadWhatIsNamedAreRefused() {
    TypeFactory types = TypeFactory.defaultInstance();
    Map<JavaType, String> refused = new LinkedHashMap<>();
    refused.put(types.constructType(WithClass.class), "{'named':'TRAP'}");
    refused.put(types.constructType(WithClasses.class), "{'named':[['TRAP']]}");
    refused.put(types.constructType(WithKeys.class), "{'named':{'TRAP':''}}");
    refused.put(types.constructType(WithArray.class), "{'named':['TRAP']}");
    refused.put(types.constructType(WithJavaType.class), "{'named':'TRAP'}");
    refused.put(types.constructType(Class.class), "'TRAP'");
    refused.put(types.constructCollectionType(List.class, Class.class), "['TRAP']");
    refused.put(types.constructMapType(Map.class, Class.class, String.class), "{'TRAP':''}");
    refused.put(types.constructType(Shape.class), "{'@class':'TRAP'}");
    refused.put(types.constructType(Minimal.class), "{'@c':'TRAP'}");
    refused.put(types.constructType(Nested.class), "{'shapes':[{'@class':'TRAP'}]}");
    refused.put(types.constructType(Property.class), "{'plain':{'@class':'TRAP'}}");
    refused.put(types.constructType(Content.class), "{'plain':{'':{'@c':'TRAP'}}}");
    ObjectMapper lazy =
        JsonMapper.builder()
            .disable(DeserializationFeature.EAGER_DESERIALIZER_FETCH)
            .disable(SerializationFeature.EAGER_SERIALIZER_FETCH)
            .build();
    refused.forEach(
        (type, json) -> {
          String bytes = json.replace("TRAP", TRAP).replace('\'', '"');
          assertRefused(new ObjectMapper(), type, bytes);
          assertRefused(lazy, type, bytes);
        });
    assertThatThrownBy(() -> Codecs.json(WithClass.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.Class")
        .hasMessageContaining("@JsonIgnore");
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // a Class<?> has no class of its own
  private static JsonDeserializer<Class> jacksonsOwn() {
    return (JsonDeserializer<Class>) FromStringDeserializer.findDeserializer(Class.class);
  }

  @Test
  void mapperSettingsDoNotBringItBack() {
    ObjectMapper mixed =
        new ObjectMapper().addMixIn(Plain.class, Shape.class).findAndRegisterModules();
    JavaType plain = mixed.constructType(Plain.class);
    assertRefused(mixed, plain, "{\"@class\":\"" + TRAP + "\"}");
    SimpleModule module = new SimpleModule();
    module.addDeserializer(Class.class, jacksonsOwn());
    ObjectMapper own = new ObjectMapper().registerModule(module);
    assertRefused(own, own.constructType(WithClass.class), "{\"named\":\"" + TRAP + "\"}");
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Good.class, name = "good"),
    @JsonSubTypes.Type(value = Bad.class, name = "bad")
  })
  interface Event {}

  record Good(String text) implements Event {}

  record Bad(Class<?> named, List<Class<?>> more) implements Event {}

  @Test
  void whatIsSeenOnlyLaterIsRefusedThenInBothDirections() {
    Codec<Event> codec = Codecs.json(Event.class);
    Good good = new Good("x");
    assertThat(codec.decode(codec.encode(good))).isEqualTo(good);
    Bad none = new Bad(null, null);
    for (Bad bad : List.of(none, new Bad(String.class, null), none, new Bad(null, List.of()))) {
      assertThatThrownBy(() -> codec.encode(bad))
          .as(bad.toString())
          .isInstanceOf(CodecException.class)
          .hasMessageContaining("java.lang.Class");
    }
    byte[] bytes = ("{\"@type\":\"bad\",\"named\":\"" + TRAP + "\"}").getBytes(UTF_8);
    assertThatThrownBy(() -> codec.decode(bytes))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("java.lang.Class");
    Codec<Object> any = Codecs.json(Object.class);
    for (Object each : List.of(String.class, Map.of(String.class, 1), List.of(none))) {
      assertThatThrownBy(() -> any.encode(each))
          .as(each.toString())
          .isInstanceOf(CodecException.class)
          .hasMessageContaining("java.lang.Class");
    }
  }
}
