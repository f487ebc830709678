package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LineReaderTest {

  @Property(tries = 200)
  void equalsANaiveSplit(
      @ForAll long seed,
      @ForAll @IntRange(max = 200_000) int size,
      @ForAll @IntRange(min = 2, max = 100_000) int meanLine)
      throws Exception {
    Random random = new Random(seed);
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    for (int i = 0; i < size; i++) {
      bytes[i] = random.nextInt(meanLine) == 0 ? (byte) '\n' : bytes[i];
    }
    LineReader reader = new LineReader(dripping(bytes, random), Integer.MAX_VALUE);
    List<byte[]> lines = new ArrayList<>();
    for (byte[] line = reader.next(); line != null; line = reader.next()) {
      lines.add(line);
    }
    assertThat(lines).containsExactlyElementsOf(split(bytes));
  }

  private static List<byte[]> split(byte[] bytes) {
    List<byte[]> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        lines.add(Arrays.copyOfRange(bytes, start, i));
        start = i + 1;
      }
    }
    if (start < bytes.length) {
      lines.add(Arrays.copyOfRange(bytes, start, bytes.length));
    }
    return lines;
  }

  /** Gives a few bytes at a time, as a pipe does. */
  private static InputStream dripping(byte[] bytes, Random random) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(length, 1 + random.nextInt(70_000)));
      }
    };
  }

  @Test
  void aLineTooLongIsMeasuredAndPassedOver() throws Exception {
    byte[] bytes = ("ok\n" + "x".repeat(300_000) + "\nnext\n").getBytes(StandardCharsets.US_ASCII);
    LineReader reader = new LineReader(new ByteArrayInputStream(bytes), 4);
    assertThat(reader.next()).asString().isEqualTo("ok");
    assertThatThrownBy(reader::next)
        .isInstanceOfSatisfying(
            LineReader.LineTooLongException.class, e -> assertThat(e.bytes()).isEqualTo(300_000));
    assertThat(reader.next()).asString().isEqualTo("next");
    assertThat(reader.next()).isNull();
  }

  @Test
  @Timeout(60)
  void aLineWithoutAnEndIsNotReadForEver() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            Arrays.fill(target, offset, offset + length, (byte) 'x');
            return Thread.interrupted() ? -1 : length;
          }
        };
    LineReader reader = new LineReader(endless, 1000);
    assertThatThrownBy(reader::next)
        .isInstanceOfSatisfying(
            LineReader.LineTooLongException.class,
            e -> {
              assertThat(e.more()).isTrue();
              assertThat(e.bytes()).isBetween(1000L + (1 << 24), 1000L + (1 << 25));
            });
  }
}
