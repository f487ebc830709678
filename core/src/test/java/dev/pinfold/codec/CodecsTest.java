package dev.pinfold.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.CodecException;
import dev.pinfold.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecsTest {
  @Property
  void anyBytesComeBack(@ForAll byte[] value) {
    assertThat(Codecs.bytes().decode(Codecs.bytes().encode(value))).isEqualTo(value);
  }

  @Test
  void encodedBytesAreACopyAndDecodedOnesAreNot() {
    byte[] mine = {1, 2, 3};
    byte[] encoded = Codecs.bytes().encode(mine);
    mine[0] = 9;
    assertThat(encoded).containsExactly(1, 2, 3);
    assertThat(Codecs.bytes().decode(encoded)).isSameAs(encoded);
  }

  @Property
  void textComesBackOrIsRefused(@ForAll String value) {
    boolean expressible = UTF_8.newEncoder().canEncode(value);
    if (expressible) {
      assertThat(Codecs.text().decode(Codecs.text().encode(value))).isEqualTo(value);
    } else {
      assertThatThrownBy(() -> Codecs.text().encode(value)).isInstanceOf(CodecException.class);
    }
  }

  @Property
  void surrogatesArePairedOrRefused(
      @ForAll @CharRange(from = '\uD7FE', to = '\uE001') @StringLength(max = 6) String value) {
    textComesBackOrIsRefused(value);
  }

  @Property
  void anyBytesAreTextExactlyIfTheyAreWellFormed(@ForAll byte[] bytes) {
    String strict;
    try {
      strict =
          UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
    } catch (CharacterCodingException e) {
      assertThatThrownBy(() -> Codecs.text().decode(bytes)).isInstanceOf(CodecException.class);
      return;
    }
    assertThat(Codecs.text().decode(bytes)).isEqualTo(strict);
    assertThat(Codecs.text().encode(strict)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "größer", "\uFFFD", "\uD83D\uDE00", "\u0000"})
  void textWithEveryLengthOfCharacter(String value) {
    assertThat(Codecs.text().decode(Codecs.text().encode(value))).isEqualTo(value);
  }

  @Test
  void refusalsSayWhereAndWhatToDo() {
    assertThatThrownBy(() -> Codecs.text().encode("ab\uD800c"))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("U+D800 at index 2")
        .hasMessageContaining("Codecs.bytes()");
    assertThatThrownBy(() -> Codecs.text().decode(new byte[] {'a', (byte) 0xC3, 'b'}))
        .isInstanceOfSatisfying(
            CodecException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE))
        .hasMessageContaining("3 bytes")
        .hasMessageContaining("at byte 1 (0xc3)")
        .hasMessageContaining("Codecs.bytes()");
    assertThatThrownBy(() -> Codecs.text().decode(new byte[] {'a', (byte) 0xE2, (byte) 0x82}))
        .hasMessageContaining("at byte 1 (0xe2)");
  }
}
