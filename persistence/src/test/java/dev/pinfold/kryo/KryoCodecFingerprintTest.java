package dev.pinfold.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.pinfold.CodecException;
import dev.pinfold.codec.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KryoCodecFingerprintTest {
  @TempDir Path dir;

  interface Event {}

  record Placed(String id, List<String> notes) implements Event {}

  record PlacedV2(String id, List<String> notes, long atMillis) implements Event {}

  enum Mood {
    GOOD
  }

  /** A class of the same name in a loader of its own, as the next version of a program has it. */
  private Class<?> compile(String source) throws Exception {
    Path version = Files.createTempDirectory(dir, "v");
    Path file = version.resolve("Thing.java");
    Files.writeString(file, source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, "-proc:none", file.toString())).isZero();
    return new ClassLoader(getClass().getClassLoader()) {
      @Override
      protected Class<?> findClass(String name) throws ClassNotFoundException {
        try (InputStream in = Files.newInputStream(version.resolve(name + ".class"))) {
          byte[] bytes = in.readAllBytes();
          return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
          throw new ClassNotFoundException(name, e);
        }
      }
    }.loadClass("Thing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "record Thing(int a, int b) {}|record Thing(int a, int c) {}",
        "record Thing(int a, int b) {}|record Thing(int a, long b) {}",
        "record Thing(int a, int b) {}|record Thing(int a, int b, int c) {}",
        "record Thing(java.util.List<String> a) {}|record Thing(java.util.List<Long> a) {}",
        "record Thing(java.util.List<String> a) {}|record Thing(java.util.List<?> a) {}",
        "record Thing(int a, int b) {}|class Thing { int a; int b; Thing(){} }",
        "class Thing { int a = 1; Thing(){} }|class Thing { long a = 1; Thing(){} }",
        "class Thing { int a; String b; Thing(){} }|class Thing { String a; int b; Thing(){} }",
        "class Thing { int a; Thing(){} }|class Thing { int a; int b; Thing(){} }",
      })
  void aChangedClassIsAnErrorAndNotAWrongObject(String before, String after) throws Exception {
    Class<?> old = compile(before);
    Constructor<?> constructor = old.getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    Object[] arguments = new Object[constructor.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = constructor.getParameterTypes()[i] == int.class ? i : null;
    }
    byte[] bytes =
        KryoCodec.<Object>of(Object.class, old, List.class)
            .encode(constructor.newInstance(arguments));

    KryoCodec<Object> changed = KryoCodec.of(Object.class, compile(after), List.class);
    assertThatThrownBy(() -> changed.decode(bytes))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("a field changed")
        .hasMessageContaining(String.format("%08x", changed.fingerprint()));

    KryoCodec<Object> same = KryoCodec.of(Object.class, compile(before), List.class);
    assertThat(same.decode(bytes).getClass().getName()).isEqualTo("Thing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "record Thing(int a, int b) {}|record Thing(int b, int a) {}",
        "class Thing { int a; int b; Thing(){} }|class Thing { static int c; int b; int a; void x(){} }",
        "enum Thing { A, B }|enum Thing { C, B, A }",
      })
  void orderMethodsAndConstantsMayChange(String before, String after) throws Exception {
    KryoCodec<Object> old = KryoCodec.of(Object.class, compile(before));
    KryoCodec<Object> next = KryoCodec.of(Object.class, compile(after));
    assertThat(next.fingerprint()).isEqualTo(old.fingerprint());
  }

  /** Whether a class is final is not in the fingerprint, so it must not be in the bytes either. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "class Part { String a = \"x\"; Part(){} }|final class Part { String a = \"x\"; Part(){} }",
        "enum Part { A }|enum Part { A { @Override public String toString() { return \"a\"; } } }",
      })
  void aClassMayBecomeFinalOrCeaseToBe(String before, String after) throws Exception {
    String thing = "record Thing(String id, Part[] parts, Part part, Part none) {} ";
    Class<?> old = compile(thing + before);
    Class<?> next = compile(thing + after);
    byte[] oldBytes = finalityCodec(old).encode(withAPart(old));
    byte[] nextBytes = finalityCodec(next).encode(withAPart(next));
    assertThat(nextBytes).isEqualTo(oldBytes);
    Object read = finalityCodec(next).decode(oldBytes);
    assertThat(read).extracting("id").isEqualTo("one");
    assertThat(read).extracting("part").hasSameClassAs(partOf(next));
    assertThat(read).extracting("parts").hasSameClassAs(Array.newInstance(typeOfPart(next), 0));
    assertThat(read).extracting("none").isNull();
  }

  /**
   * The bound of a type variable is not in the fingerprint, so it must not be in the bytes either.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "record Thing<T extends %s>(T v, int n) {}",
        "class Thing<T extends %s> { T v; int n; Thing(){} Thing(T v, int n) { this.v = v; this.n = n; } }",
      })
  void theBoundOfATypeVariableMayChange(String source) throws Exception {
    Class<?> strings = compile(source.formatted("String"));
    Class<?> texts = compile(source.formatted("CharSequence"));
    KryoCodec<Object> ofStrings = KryoCodec.of(Object.class, strings);
    KryoCodec<Object> ofTexts = KryoCodec.of(Object.class, texts);
    assertThat(ofStrings.describe()).endsWith(" n:int v:T").isEqualTo(ofTexts.describe());
    for (String v : Arrays.asList("größer", null)) {
      byte[] bytes = ofStrings.encode(thing(strings, String.class, v));
      assertThat(ofTexts.encode(thing(texts, CharSequence.class, v))).isEqualTo(bytes);
      for (KryoCodec<Object> codec : List.of(ofStrings, ofTexts)) {
        assertThat(codec.decode(bytes)).extracting("v", "n").containsExactly(v, 7);
      }
      KryoObject plain = (KryoObject) KryoSchema.parse(ofTexts.describe()).decode(bytes);
      assertThat(plain.fields()).containsExactly(entry("n", 7), entry("v", v));
    }
  }

  private static Object thing(Class<?> type, Class<?> bound, String v) throws Exception {
    Constructor<?> constructor = type.getDeclaredConstructor(bound, int.class);
    constructor.setAccessible(true);
    return constructor.newInstance(v, 7);
  }

  private static Class<?> typeOfPart(Class<?> thing) {
    return thing.getRecordComponents()[2].getType();
  }

  private static KryoCodec<Object> finalityCodec(Class<?> thing) {
    Class<?> part = typeOfPart(thing);
    return KryoCodec.of(Object.class, thing, part, part.arrayType());
  }

  private static Object partOf(Class<?> thing) throws ReflectiveOperationException {
    Class<?> part = typeOfPart(thing);
    if (part.isEnum()) {
      return part.getEnumConstants()[0];
    }
    Constructor<?> constructor = part.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  private static Object withAPart(Class<?> thing) throws ReflectiveOperationException {
    Object parts = Array.newInstance(typeOfPart(thing), 1);
    Array.set(parts, 0, partOf(thing));
    Constructor<?> constructor = thing.getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    return constructor.newInstance("one", parts, partOf(thing), null);
  }

  @Test
  void aConstantThatIsGoneIsAnError() throws Exception {
    Class<?> old = compile("enum Thing { A, B }");
    byte[] bytes = KryoCodec.<Object>of(Object.class, old).encode(old.getEnumConstants()[1]);
    KryoCodec<Object> next = KryoCodec.of(Object.class, compile("enum Thing { A, C }"));
    assertThatThrownBy(() -> next.decode(bytes))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("Thing.B");
  }

  @Test
  void theListAndItsOrderArePartOfTheFormat() {
    KryoCodec<Object> one = KryoCodec.of(Object.class, ArrayList.class, HashSet.class);
    KryoCodec<Object> moved = KryoCodec.of(Object.class, HashSet.class, ArrayList.class);
    KryoCodec<Object> added =
        KryoCodec.of(Object.class, ArrayList.class, HashSet.class, Mood.class);
    byte[] bytes = one.encode(new ArrayList<>(List.of(1)));
    for (KryoCodec<Object> other : List.of(moved, added)) {
      assertThatThrownBy(() -> other.decode(bytes))
          .isInstanceOf(CodecException.class)
          .hasMessageContaining("alsoReading");
      assertThat(other.alsoReading(one).decode(bytes)).isEqualTo(List.of(1));
    }
    KryoCodec<Object> both = added.alsoReading(moved.alsoReading(one));
    assertThat(both.decode(bytes)).isEqualTo(List.of(1));
    assertThat(both.encode(Mood.GOOD)).isEqualTo(added.encode(Mood.GOOD));
    assertThatThrownBy(() -> one.alsoReading(one)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void oldEventsBesideNewOnes() {
    KryoCodec<Event> v1 = KryoCodec.of(Event.class, Placed.class, List.class);
    Codec<Event> v2 =
        KryoCodec.<Event>of(Event.class, Placed.class, List.class, PlacedV2.class).alsoReading(v1);
    Event old = new Placed("a", List.of("x"));
    Event fresh = new PlacedV2("b", List.of(), 7);
    assertThat(v2.decode(v1.encode(old))).isEqualTo(old);
    assertThat(v2.decode(v2.encode(old))).isEqualTo(old);
    assertThat(v2.decode(v2.encode(fresh))).isEqualTo(fresh);
  }

  /**
   * A stored message of version 2 must open forever: the layout, the numbers and the fingerprint.
   */
  @Test
  void aMessageOfVersion2() {
    KryoCodec<Placed> codec = KryoCodec.of(Placed.class, List.class, Mood.class);
    assertThat(codec.describe())
        .isEqualTo(
            """
            dev.pinfold.kryo.KryoCodecFingerprintTest$Placed record id:java.lang.String notes:java.util.List<java.lang.String>
            java.util.List
            dev.pinfold.kryo.KryoCodecFingerprintTest$Mood enum""");
    Placed value = new Placed("№1", List.of("a", "bc"));
    String stored = "029e852f5c0b83e28496310c020382610362e3";
    assertThat(HexFormat.of().formatHex(codec.encode(value))).isEqualTo(stored);
    byte[] bytes = HexFormat.of().parseHex(stored);
    assertThat(codec.decode(bytes)).isEqualTo(value);
    bytes[0] = 1;
    assertThatThrownBy(() -> codec.decode(bytes))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("it begins with 1 and not with the version 2");
  }

  @SuppressWarnings("ArrayRecordComponent")
  record Generic<T extends Comparable<T>>(
      T value, T[] values, Map<? extends Number, ? super Set<T>> map, List<String>[] lists) {}

  @Test
  void genericTypesAreSpelledOutTheSameOnEveryJvm() {
    assertThat(KryoCodec.of(Generic.class, Object[].class, List[].class).describe())
        .startsWith(
            "dev.pinfold.kryo.KryoCodecFingerprintTest$Generic record lists:java.util.List<java.lang.String>[]"
                + " map:java.util.Map<? extends java.lang.Number,"
                + "? extends java.lang.Object super java.util.Set<T>> value:T values:T[]\n");
  }
}
