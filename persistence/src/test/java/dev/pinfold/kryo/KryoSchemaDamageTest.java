package dev.pinfold.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.io.Output;
import dev.pinfold.CodecException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged messages, read without their classes: a value or a CodecException, in bounds. */
@Timeout(120)
class KryoSchemaDamageTest {
  private static final KryoCodec<Object> CODEC = KryoSchemaFaithfulTest.CODEC;
  private static final KryoSchema SCHEMA = KryoSchemaFaithfulTest.SCHEMA;

  private static boolean isRead(byte[] bytes) {
    try {
      assertThat(SCHEMA.decode(bytes)).isNotNull();
      return true;
    } catch (CodecException expected) {
      assertThat(expected).hasMessageContaining(bytes.length + " bytes");
      return false;
    }
  }

  /** What the codec reads, though it be another value than was written, is read here too. */
  private static void assertReadWhereTheCodecReads(byte[] bytes) {
    Object value;
    try {
      value = CODEC.decode(bytes);
    } catch (CodecException refused) {
      boolean unused = isRead(bytes);
      return;
    }
    assertThat(PlainForm.comparable(SCHEMA.decode(bytes))).isNotNull();
    assertThat(value).isNotNull();
  }

  @Test
  void truncatedAnywhereIsRefused() {
    for (List<Object> values : KryoSchemaFaithfulTest.OF_THE_JDK.values()) {
      byte[] bytes = CODEC.encode(values);
      for (int length = 0; length < bytes.length; length++) {
        assertThat(isRead(Arrays.copyOf(bytes, length))).isFalse();
      }
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      assertThatThrownBy(() -> SCHEMA.decode(longer))
          .isInstanceOf(CodecException.class)
          .hasMessageContaining("follow");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Tag("exhaustive")
  void randomFlips(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = CODEC.encode(KryoSchemaFaithfulTest.any(random, 3));
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        int body = bytes.length - KryoCodec.HEADER_BYTES;
        int at = KryoCodec.HEADER_BYTES + random.nextInt(body);
        bytes[at] ^= (byte) (1 << random.nextInt(8));
      }
      assertReadWhereTheCodecReads(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Tag("exhaustive")
  void randomBytesAfterAGoodHeader(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = KryoCodecDamageTest.randomBody(random, CODEC, 0x3F);
      assertReadWhereTheCodecReads(bytes);
    }
  }

  /** Each class of the list is asked for a length, or a start of itself, that is not there. */
  @Test
  void aLengthThatIsNotThereAllocatesNothing() {
    byte[] header = CODEC.encode("x");
    for (int number = 0; number < 100; number++) {
      for (int length : new int[] {Integer.MAX_VALUE, -1, 1 << 30, 1 << 20}) {
        Output out = new Output(64, 1 << 10);
        out.writeBytes(header, 0, KryoCodec.HEADER_BYTES);
        out.writeVarInt(number, true);
        out.writeVarInt(length, true);
        boolean unused = isRead(Arrays.copyOf(out.toBytes(), 100));
      }
    }
  }

  /** Lists, maps and arrays in one another, each of which claims all the rest. */
  @Test
  void nestedClaimsDoNotAddUp() {
    int total = 32 << 20;
    for (int number = 11; number < 70; number++) {
      Output out = new Output(64, 1 << 20);
      out.writeBytes(CODEC.encode("x"), 0, KryoCodec.HEADER_BYTES);
      for (int level = 0; level < 250; level++) {
        out.writeVarInt(number, true);
        out.writeVarInt(total / 2 - 16 * 250, true);
      }
      out.writeVarInt(1, true); // a class by name
      assertThat(isRead(Arrays.copyOf(out.toBytes(), total))).isFalse();
    }
  }

  @Test
  void deeperThanAllowedIsRefusedBeforeTheStackOverflows() {
    byte[] one = CODEC.encode(List.of(List.of()));
    byte[] bytes = new byte[1_000_000];
    System.arraycopy(one, 0, bytes, 0, KryoCodec.HEADER_BYTES);
    for (int at = KryoCodec.HEADER_BYTES; at < bytes.length - 1; at += 2) {
      bytes[at] = one[KryoCodec.HEADER_BYTES];
      bytes[at + 1] = 1;
    }
    assertThatThrownBy(() -> SCHEMA.decode(bytes))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("depth");
  }
}
