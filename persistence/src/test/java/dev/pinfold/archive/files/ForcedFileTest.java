package dev.pinfold.archive.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForcedFileTest {
  private static final int SIZE = 700_000; // some writes

  @TempDir Path scratch;

  private Path from() throws IOException {
    byte[] content = new byte[SIZE];
    Arrays.fill(content, (byte) 7);
    return Files.write(scratch.resolve("from"), content);
  }

  @ParameterizedTest
  @EnumSource
  void theFirstBytesAndZerosBehindThem(ForcedFile.Rest rest) throws IOException {
    Path to = scratch.resolve("to");
    for (int bytes : new int[] {0, 1, 300_000, SIZE}) {
      for (int size : new int[] {bytes, bytes + 1, SIZE + 400_000}) {
        ForcedFile.copy(from(), bytes, to, size, rest);
        byte[] expected = new byte[size];
        Arrays.fill(expected, 0, bytes, (byte) 7);
        assertThat(Files.readAllBytes(to)).isEqualTo(expected);
      }
    }
  }

  @Test
  void aFileThatIsTooShort() throws IOException {
    Path from = from();
    assertThatThrownBy(
            () ->
                ForcedFile.copy(
                    from, SIZE + 1, scratch.resolve("to"), SIZE + 1, ForcedFile.Rest.HOLE))
        .isInstanceOf(EOFException.class)
        .hasMessage(from + " ends at byte 700000, not at 700001");
  }

  /** What is linked elsewhere stays there as it is. */
  @Test
  void aNameIsTakenFromAFileAndNotItsContent() throws IOException {
    Path file = Files.writeString(scratch.resolve("file"), "old");
    Path elsewhere = Files.createLink(scratch.resolve("elsewhere"), file);
    ForcedFile.write(file, "new".getBytes(StandardCharsets.US_ASCII));
    assertThat(file).hasContent("new");
    assertThat(elsewhere).hasContent("old");
  }

  @Test
  void anInterruptIsKeptAndDoesNotEndIt() throws IOException {
    Path to = scratch.resolve("to");
    Path from = from();
    Thread.currentThread().interrupt();
    ForcedFile.copy(from, SIZE, to, SIZE, ForcedFile.Rest.HOLE);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(to).hasSameBinaryContentAs(from);
  }
}
