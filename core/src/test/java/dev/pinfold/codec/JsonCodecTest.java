package dev.pinfold.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectMapper.DefaultTyping;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import com.fasterxml.jackson.databind.jsontype.PolymorphicTypeValidator;
import dev.pinfold.CodecException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonCodecTest {
  private static final PolymorphicTypeValidator ANY =
      BasicPolymorphicTypeValidator.builder().allowIfBaseType(Object.class).build();

  record Order(String id, int pieces, List<String> notes, Map<String, Long> sums) {}

  @Property
  void ordersComeBack(
      @ForAll int pieces, @ForAll List<Integer> notes, @ForAll Map<Integer, Long> sums) {
    List<String> texts = notes.stream().map(String::valueOf).toList();
    Map<String, Long> named = new HashMap<>();
    sums.forEach((key, value) -> named.put(String.valueOf(key), value));
    Order order = new Order("№ 1", pieces, texts, named);
    Codec<Order> codec = Shared.ORDERS;
    assertThat(codec.decode(codec.encode(order))).isEqualTo(order);
  }

  private static final class Shared {
    static final Codec<Order> ORDERS = Codecs.json(Order.class);
  }

  @Property
  void anyBytesAreAnOrderOrACodecException(@ForAll byte[] bytes) {
    try {
      assertThat(Shared.ORDERS.decode(bytes)).isNotNull();
    } catch (CodecException expected) {
      assertThat(expected).hasMessageContaining(bytes.length + " bytes");
    }
  }

  @Test
  void genericTypes() {
    JsonCodec<List<Order>> codec = JsonCodec.of(new ObjectMapper(), new TypeReference<>() {});
    List<Order> orders = List.of(new Order("a", 1, List.of(), Map.of()));
    assertThat(codec.decode(codec.encode(orders))).isEqualTo(orders);
    assertThat(JsonCodec.of(new ObjectMapper(), Integer.class).decode("7".getBytes(UTF_8)))
        .isEqualTo(7);
  }

  @Test
  void nullTrailingBytesAndUnknownPropertiesAreRefused() {
    for (String json :
        List.of("null", "", "{} {}", "{}x", "{\"other\":1}", "{\"pieces\":\"x\"}", "[")) {
      assertThatThrownBy(() -> Shared.ORDERS.decode(json.getBytes(UTF_8)))
          .as(json)
          .isInstanceOf(CodecException.class)
          .hasMessageContaining("JsonCodecTest$Order")
          .hasMessageContaining("Codecs.bytes()");
    }
  }

  @Test
  void deepNestingIsRefusedWithoutAnError() {
    byte[] deep = "[".repeat(1_000_000).getBytes(UTF_8);
    Codec<Object> codec = Codecs.json(Object.class);
    assertThatThrownBy(() -> codec.decode(deep)).isInstanceOf(CodecException.class);
    List<Object> cycle = new ArrayList<>();
    cycle.add(cycle);
    assertThatThrownBy(() -> codec.encode(cycle)).isInstanceOf(CodecException.class);
  }

  record Failing(int value) {
    @JsonProperty
    int twice() {
      return Math.multiplyExact(value, 2);
    }
  }

  @Test
  void aFailingGetterIsACodecException() {
    assertThatThrownBy(() -> Codecs.json(Failing.class).encode(new Failing(Integer.MAX_VALUE)))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("overflow");
  }

  @Test
  void defaultTypingIsRefusedHoweverItWasEnabled() {
    List<ObjectMapper> mappers = new ArrayList<>();
    for (DefaultTyping typing : DefaultTyping.values()) {
      mappers.add(JsonMapper.builder().activateDefaultTyping(ANY, typing).build());
    }
    mappers.add(
        new ObjectMapper().activateDefaultTypingAsProperty(ANY, DefaultTyping.NON_FINAL, "@c"));
    mappers.add(
        new ObjectMapper()
            .setDefaultTyping(
                ObjectMapper.DefaultTypeResolverBuilder.construct(
                    DefaultTyping.JAVA_LANG_OBJECT, ANY)));
    for (ObjectMapper mapper : mappers) {
      assertThatThrownBy(() -> JsonCodec.of(mapper, Object.class))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("default typing");
      JsonCodec.of(mapper.copy().deactivateDefaultTyping(), Object.class);
    }
  }

  @Test
  void defaultTypingEnabledLaterHasNoEffect() {
    ObjectMapper mapper = new ObjectMapper();
    JsonCodec<Object> codec = JsonCodec.of(mapper, Object.class);
    mapper.activateDefaultTyping(ANY, DefaultTyping.NON_FINAL);
    byte[] naming = "[\"java.util.ArrayDeque\",[]]".getBytes(UTF_8);
    assertThat(codec.decode(naming)).isEqualTo(List.of("java.util.ArrayDeque", List.of()));
  }

  static final class Stubborn extends ObjectMapper {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void aMapperThatCannotBeCopiedIsRefused() {
    assertThatThrownBy(() -> JsonCodec.of(new Stubborn(), Object.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Stubborn");
  }

  @Test
  void withoutJacksonOnlyJsonFailsAndNamesTheArtifact() throws Exception {
    URL classes = Codecs.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader alone =
        new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
      Class<?> codecs = alone.loadClass(Codecs.class.getName());
      assertThat(codecs.getMethods()).isNotEmpty();
      assertThat(codecs.getMethod("text").invoke(null)).hasToString("text");
      Method json = codecs.getMethod("json", Class.class);
      assertThatThrownBy(() -> json.invoke(null, String.class))
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("com.fasterxml.jackson.core:jackson-databind");
    }
  }
}
