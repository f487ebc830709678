package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.kryo.KryoCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Payloads that are far longer decoded than as they are. */
class PayloadViewTest {
  record Flags(BitSet bits) {}

  private static final KryoCodec<Flags> CODEC = KryoCodec.of(Flags.class, BitSet.class);

  @TempDir Path scratch;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console =
      new Console(
          InputStream.nullInputStream(), OutputStream.nullOutputStream(), err, Terminal.NONE);

  private PayloadView view(PayloadForm form) throws IOException {
    Path schema = Files.writeString(scratch.resolve("schema"), CODEC.describe());
    return new PayloadView(form, KryoPayloads.of(List.of(schema), console));
  }

  /** All bits of as many bytes are set. */
  private static byte[] flags(int bytes) {
    BitSet bits = new BitSet();
    bits.set(0, Byte.SIZE * bytes);
    return CODEC.encode(new Flags(bits));
  }

  private String told(PayloadView view) {
    view.tell(console);
    return err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TEXT|kryo-text|Flags[bits={0, 1, 2, ",
        "JSON|kryo|{\"@class\":\"dev.pinfold.tools.PayloadViewTest$Flags\",\"bits\":[0,1,2,",
      })
  void whatIsTooLongDecodedIsWrittenAsItIs(PayloadForm form, String written, String start)
      throws IOException {
    PayloadView view = view(form);
    byte[] some = flags(1_000);
    assertThat(JsonLine.of(object -> view.write(object, some)))
        .startsWith("{\"payloadForm\":\"" + written + "\",")
        .contains("7999");
    byte[] many = flags(1_000_000);
    assertThat(view.shown(many))
        .startsWith(start)
        .endsWith("…")
        .hasSize(PayloadForm.MOST_SHOWN + 1);
    assertThat(told(view)).isEmpty();
    assertThat(JsonLine.of(object -> view.write(object, many)))
        .isEqualTo(JsonLine.of(object -> form.write(object, many)));
    assertThat(told(view))
        .isEqualTo(
            "pinfold: payloads that have more than 8388608 characters decoded are shown as they"
                + " are\n");
  }

  @Test
  void whatHasMoreThanAMebibyteIsNotDecoded() throws IOException {
    PayloadView view = view(PayloadForm.TEXT);
    byte[] large = flags(1 << 20);
    assertThat(view.shown(large)).isEqualTo(PayloadForm.TEXT.shown(large));
    assertThat(told(view)).isEqualTo("pinfold: payloads of more than 1 MiB are not decoded\n");
  }
}
