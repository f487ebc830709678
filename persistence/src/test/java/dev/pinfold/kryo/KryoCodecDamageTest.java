package dev.pinfold.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.io.Output;
import dev.pinfold.CodecException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged messages: a value or a CodecException, never anything raw, never more memory than due.
 */
class KryoCodecDamageTest {
  record Inner(String text, long number) {}

  static final class Bean {
    List<Object> list = new ArrayList<>();
    String text = "größer";
    Inner inner = new Inner("x", 1);
  }

  private static final Class<?>[] LISTED = {
    List.class,
    Map.class,
    ArrayList.class,
    HashSet.class,
    HashMap.class,
    Inner.class,
    Bean.class,
    byte[].class,
    int[].class,
    long[].class,
    double[].class,
    char[].class,
    String[].class,
    Object[].class,
    BigInteger.class,
    BigDecimal.class,
    BitSet.class,
    boolean[].class,
    short[].class,
    float[].class
  };

  private static final KryoCodec<Object> CODEC = KryoCodec.of(Object.class, LISTED);

  private static final List<Object> SAMPLES =
      Arrays.asList(
          List.of("ascii", "größer \uD83D\uDE00", 1, -2L, List.of(List.of())),
          Map.of("a", new HashMap<>(Map.of(1, 2)), "b", new HashSet<>(List.of(1, 2, 3))),
          new Bean(),
          new Object[] {new byte[9], new int[] {1, 2}, new long[] {3}, new double[2], new char[2]},
          new Object[] {new boolean[] {true, false}, new short[2], new float[] {1}},
          new Object[] {
            new String[] {"ä", null},
            new BigDecimal("1e40").add(BigDecimal.ONE),
            BigInteger.ONE.shiftLeft(99),
            BitSet.valueOf(new long[] {1, 2})
          });

  private static void readOrRefuse(byte[] bytes) {
    try {
      assertThat(CODEC.decode(bytes)).isNotNull();
    } catch (CodecException expected) {
      assertThat(expected).hasMessageContaining(bytes.length + " bytes");
    }
  }

  @Test
  void truncatedAnywhereIsRefused() {
    for (Object sample : SAMPLES) {
      byte[] bytes = CODEC.encode(sample);
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> CODEC.decode(cut)).isInstanceOf(CodecException.class);
      }
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      assertThatThrownBy(() -> CODEC.decode(longer))
          .isInstanceOf(CodecException.class)
          .hasMessageContaining("follow");
    }
  }

  @Test
  void everyByteReplacedByEveryOther() {
    for (Object sample : SAMPLES) {
      byte[] bytes = CODEC.encode(sample);
      for (int at = 0; at < bytes.length; at++) {
        byte before = bytes[at];
        for (int value = 0; value < 256; value++) {
          bytes[at] = (byte) value;
          readOrRefuse(bytes);
        }
        bytes[at] = before;
      }
    }
  }

  @Test
  void everyPlaceOverwrittenByAHugeLength() {
    byte[] huge = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07};
    for (Object sample : SAMPLES) {
      byte[] bytes = CODEC.encode(sample);
      for (int at = KryoCodec.HEADER_BYTES; at + huge.length <= bytes.length; at++) {
        byte[] attacked = bytes.clone();
        System.arraycopy(huge, 0, attacked, at, huge.length);
        readOrRefuse(attacked);
      }
    }
  }

  /**
   * Random bytes behind the header of a codec.
   *
   * @param small half of them have these bits alone: small numbers are classes of the list more
   *     often
   */
  static byte[] randomBody(Random random, KryoCodec<Object> codec, int small) {
    byte[] bytes = new byte[KryoCodec.HEADER_BYTES + random.nextInt(60)];
    random.nextBytes(bytes);
    for (int at = 0; at < bytes.length; at++) {
      if (random.nextBoolean()) {
        bytes[at] = (byte) (bytes[at] & small);
      }
    }
    System.arraycopy(codec.encode("x"), 0, bytes, 0, KryoCodec.HEADER_BYTES);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomBytesAfterAGoodHeader(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = randomBody(random, CODEC, 0x1F);
      readOrRefuse(bytes);
    }
  }

  /** The number by which Kryo writes a class of the list: after 9 primitives and two marks. */
  private static int numberOf(Class<?> type) {
    return Arrays.asList(LISTED).indexOf(type) + 9 + 2;
  }

  private static byte[] message(int bodyBytes, java.util.function.Consumer<Output> body) {
    Output out = new Output(64, 1 << 28);
    out.writeBytes(CODEC.encode("x"), 0, KryoCodec.HEADER_BYTES);
    body.accept(out);
    byte[] bytes = new byte[Math.max(bodyBytes, out.position())];
    System.arraycopy(out.getBuffer(), 0, bytes, 0, out.position());
    return bytes;
  }

  /** Those of the list that begin with a length. */
  static Stream<Class<?>> withLengths() {
    return Arrays.stream(LISTED).filter(type -> type != Inner.class && type != Bean.class);
  }

  @ParameterizedTest
  @MethodSource("withLengths")
  void aLengthThatIsNotThereAllocatesNothing(Class<?> type) {
    for (int length : new int[] {Integer.MAX_VALUE, -1, 1 << 30, 1 << 20}) {
      byte[] bytes =
          message(
              100,
              out -> {
                out.writeVarInt(numberOf(type), true);
                out.writeVarInt(length, true);
              });
      assertThatThrownBy(() -> CODEC.decode(bytes)).isInstanceOf(CodecException.class);
    }
  }

  @Test
  void aStringLengthThatIsNotThereAllocatesNothing() {
    byte[] bytes =
        message(
            100,
            out -> {
              out.writeVarInt(1 + 2, true);
              out.writeVarIntFlag(true, Integer.MAX_VALUE, true);
            });
    assertThatThrownBy(() -> CODEC.decode(bytes))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("a length of 2147483646");
  }

  /** Lists in lists, each of which claims all the rest: 256 levels of 32 MB would be gigabytes. */
  @Test
  void nestedClaimsDoNotAddUp() {
    int total = 32 << 20;
    byte[] bytes =
        message(
            total,
            out -> {
              for (int level = 0; level < 250; level++) {
                out.writeVarInt(numberOf(level % 2 == 0 ? ArrayList.class : Object[].class), true);
                out.writeVarInt(total - 8 * 250, true);
              }
              out.writeVarInt(1, true); // a class by name
            });
    assertThatThrownBy(() -> CODEC.decode(bytes)).isInstanceOf(CodecException.class);
  }

  @Test
  void deeperThanAllowedIsRefusedBeforeTheStackOverflows() {
    byte[] bytes =
        message(
            0,
            out -> {
              for (int level = 0; level < 1_000_000; level++) {
                out.writeVarInt(numberOf(ArrayList.class), true);
                out.writeVarInt(1, true);
              }
              out.writeVarInt(0, true);
            });
    assertThatThrownBy(() -> CODEC.decode(bytes))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("depth");
  }

  static final class Trap {
    static {
      loaded();
    }

    private static void loaded() {
      throw new IllegalStateException("loaded by name");
    }
  }

  @Test
  void aClassNamedByTheBytesIsNotLookedFor() {
    byte[] bytes =
        message(
            0,
            out -> {
              out.writeVarInt(1, true);
              out.writeVarInt(0, true);
              out.writeString("dev.pinfold.kryo.KryoCodecDamageTest$Trap");
            });
    assertThatThrownBy(() -> CODEC.decode(bytes))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("a class named at byte 6");
    assertThat(Trap.class.getName()).isNotEmpty();
  }

  @Test
  void anotherTypeThanTheFieldsIsRefused() {
    byte[] bytes = CODEC.encode(new Bean());
    byte[] text = CODEC.encode("größer");
    int at = KryoCodec.HEADER_BYTES + 1;
    // The fields in order of name: inner, list, text. Put a string where inner belongs.
    byte[] attacked = new byte[at + text.length - KryoCodec.HEADER_BYTES + bytes.length];
    System.arraycopy(bytes, 0, attacked, 0, at);
    System.arraycopy(
        text, KryoCodec.HEADER_BYTES, attacked, at, text.length - KryoCodec.HEADER_BYTES);
    assertThatThrownBy(() -> CODEC.decode(attacked))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("Inner");
  }

  @Test
  void malformedTextIsRefusedAndLeavesNothingOfAFormerOne() {
    byte[] bytes = CODEC.encode("größer");
    for (int at = KryoCodec.HEADER_BYTES + 2; at < bytes.length; at++) {
      byte[] attacked = bytes.clone();
      attacked[at] = (byte) 0xBF;
      if (Byte.toUnsignedInt(bytes[at]) >> 6 != 2) {
        assertThatThrownBy(() -> CODEC.decode(attacked)).isInstanceOf(CodecException.class);
      }
    }
  }

  @Test
  void anotherTypeThanAskedForIsRefused() {
    KryoCodec<Inner> inner = KryoCodec.of(Inner.class);
    byte[] bytes = inner.encode(new Inner("x", 1));
    KryoCodec<Object> sameList = KryoCodec.of(Object.class, Inner.class);
    assertThat(sameList.fingerprint()).isNotEqualTo(inner.fingerprint());
    bytes[KryoCodec.HEADER_BYTES] = 0;
    assertThatThrownBy(() -> inner.decode(Arrays.copyOf(bytes, KryoCodec.HEADER_BYTES + 1)))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("it holds null");
  }
}
