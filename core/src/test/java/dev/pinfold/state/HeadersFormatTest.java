package dev.pinfold.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HeadersFormatTest {
  @Property
  void headersComeBackInOrderOrAreRefused(@ForAll Map<String, String> headers) {
    var encoder = StandardCharsets.UTF_8.newEncoder();
    boolean expressible =
        headers.entrySet().stream()
            .allMatch(
                header ->
                    encoder.canEncode(header.getKey()) && encoder.canEncode(header.getValue()));
    if (expressible) {
      Map<String, String> decoded = HeadersFormat.decode(HeadersFormat.encode(headers));
      assertThat(List.copyOf(decoded.entrySet())).isEqualTo(List.copyOf(headers.entrySet()));
    } else {
      assertThatThrownBy(() -> HeadersFormat.encode(headers))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void textsOfAnyLengthComeBack() {
    for (int length : List.of(0, 1, 127, 128, 129, 16_383, 16_384, 100_000)) {
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("é".repeat(length / 2), "x".repeat(length));
      headers.put("last", "");
      assertThat(HeadersFormat.decode(HeadersFormat.encode(headers))).isEqualTo(headers);
    }
  }

  @Test
  void cutHeadersAreRefused() {
    byte[] whole = HeadersFormat.encode(Map.of("key", "value".repeat(40)));
    for (int length = 1; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> HeadersFormat.decode(cut))
          .as("%s of %s bytes", length, whole.length)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Property
  void anyBytesAreHeadersOrRefused(@ForAll byte[] bytes) {
    Map<String, String> decoded;
    try {
      decoded = HeadersFormat.decode(bytes);
    } catch (IllegalArgumentException e) {
      assertThat(bytes).isNotEmpty();
      return;
    }
    assertThat(HeadersFormat.decode(HeadersFormat.encode(decoded))).isEqualTo(decoded);
  }
}
