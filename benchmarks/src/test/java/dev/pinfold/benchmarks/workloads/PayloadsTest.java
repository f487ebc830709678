package dev.pinfold.benchmarks.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadsTest {
  @ParameterizedTest
  @ValueSource(ints = {8, 9, 10, 15, 16, 17, 100, 1_000})
  void everyFlippedBitIsNoticed(int size) {
    byte[] payload = new byte[size];
    for (int bit = 0; bit < size * 8; bit++) {
      Payloads.fill(payload, 12_345);
      Payloads.verify(payload, size, 12_345);
      payload[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> Payloads.verify(payload, size, 12_345))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void anotherIndexAnotherSizeAndNothingAreNoticed() {
    byte[] payload = new byte[100];
    Payloads.fill(payload, 1);
    assertThatThrownBy(() -> Payloads.verify(payload, 100, 2)).hasMessageContaining("message 2");
    assertThatThrownBy(() -> Payloads.verify(payload, 99, 1)).hasMessageContaining("100 bytes");
    assertThatThrownBy(() -> Payloads.verify(null, 100, 1)).hasMessageContaining("missing");
  }

  @Test
  void payloadsAreDistinctBeyondTheirIndex() {
    Set<String> seen = new HashSet<>();
    byte[] payload = new byte[24];
    for (long index = 0; index < 10_000; index++) {
      Payloads.fill(payload, index);
      seen.add(Arrays.toString(Arrays.copyOfRange(payload, 8, 24)));
    }
    assertThat(seen).hasSize(10_000);
  }
}
