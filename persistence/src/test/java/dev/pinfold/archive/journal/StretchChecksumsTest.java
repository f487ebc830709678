package dev.pinfold.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class StretchChecksumsTest {
  private static int crc(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  @Test
  void areThoseOfTheBytes() {
    Random random = new Random(7);
    byte[] bytes = new byte[100_003];
    random.nextBytes(bytes);
    int from = 77;
    int to = bytes.length - 5;
    StretchChecksums checksums = new StretchChecksums(ByteBuffer.wrap(bytes), from, to);
    for (int i = 0; i < 20_000; i++) {
      int start = from + random.nextInt(to - from + 1);
      int end = start + random.nextInt(to - start + 1);
      assertThat(checksums.of(start, end))
          .as("%d to %d", start, end)
          .isEqualTo(crc(bytes, start, end));
    }
    assertThat(checksums.of(from, to)).isEqualTo(crc(bytes, from, to));
    assertThat(checksums.of(to, to)).isZero();
  }
}
