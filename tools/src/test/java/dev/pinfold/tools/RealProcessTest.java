package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pinfold.durable.StoreOptions;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only processes of their own can show: exit codes, pipes, kill -9. */
class RealProcessTest {
  private static final int MESSAGES = 40_000;

  @TempDir Path directory;

  private ProcessBuilder pinfold(String... args) {
    return new ProcessBuilder(
            JavaProcess.command(
                Stream.concat(
                        Stream.of("--store", directory.resolve("store").toString()),
                        Stream.of(args))
                    .toList()))
        .redirectError(directory.resolve("err").toFile());
  }

  private String errors() throws IOException {
    return Files.readString(directory.resolve("err"));
  }

  private static String line(int i) {
    return "message " + i + " " + "x".repeat(80);
  }

  private void fill() throws IOException {
    Path file = directory.resolve("lines");
    Files.write(file, IntStream.rangeClosed(1, MESSAGES).mapToObj(RealProcessTest::line).toList());
    String store = directory.resolve("store").toString();
    assertThat(
            CommandRun.of("add", "q", file.toString(), "--batch", "1000", "--store", store).code())
        .isZero();
  }

  private List<String> left() {
    String store = directory.resolve("store").toString();
    return CommandRun.of("peek", "q", "-n", "all", "--store", store).lines();
  }

  @Test
  void streamsAndExitCodes() throws Exception {
    byte[] bytes = {0, (byte) 0xff, '\r', '\n', '\n', (byte) 0xc3};
    Path file = Files.write(directory.resolve("bytes"), bytes);
    Process add = pinfold("add", "q", "--numbers").redirectInput(file.toFile()).start();
    assertThat(add.getInputStream().readAllBytes()).asString().isEqualTo("1\n2\n3\n");
    assertThat(add.waitFor()).isZero();
    assertThat(errors()).isEmpty();

    Process take = pinfold("take", "q", "-n", "3").start();
    assertThat(take.getInputStream().readAllBytes())
        .containsExactly(0, 0xff, '\r', '\n', '\n', 0xc3, '\n');
    assertThat(take.waitFor()).isZero();
    assertThat(errors()).isEmpty();

    Process none = pinfold("take", "q").start();
    assertThat(none.getInputStream().readAllBytes()).isEmpty();
    assertThat(none.waitFor()).isEqualTo(1);
    assertThat(errors()).isEqualTo("pinfold: no message in queue \"q\"\n");
  }

  @Test
  void numbersAreThoseOfTheTextsLanguage() throws Exception {
    fill();
    Process queues =
        new ProcessBuilder(
                JavaProcess.command(
                    List.of("-Duser.language=de", "-Duser.country=DE"),
                    List.of("queues", "--store", directory.resolve("store").toString())))
            .start();
    assertThat(queues.getInputStream().readAllBytes()).asString().contains(" 40,000 ");
    assertThat(queues.waitFor()).isZero();
  }

  @Test
  void anAddGoesOnFromTheLineThatItsErrorNames() throws Exception {
    byte[] tooLong = new byte[StoreOptions.DEFAULTS.maxMessageBytes() + 1];
    Path file = directory.resolve("lines");
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(lines(MESSAGES - 9, MESSAGES));
      out.write(tooLong);
      out.write('\n');
      out.write(lines(1, 5000));
    }
    Process add = pinfold("add", "q", file.toString(), "--numbers").start();
    assertThat(add.getInputStream().readAllBytes()).asString().endsWith("\n10\n");
    assertThat(add.waitFor()).isEqualTo(1);
    assertThat(errors())
        .startsWith("pinfold: " + file + " line 11 has ")
        .endsWith(". Added before it, and there to stay: 10\n");
    assertThat(left()).isEqualTo(lines(MESSAGES - 9));
  }

  @Test
  void anAddWhoseNumbersCannotBePrintedSaysExactlyWhatIsThere() throws Exception {
    File full = new File("/dev/full");
    assumeTrue(full.exists());
    Path file = Files.write(directory.resolve("lines"), lines(1, MESSAGES));
    Process add = pinfold("add", "q", file.toString(), "--numbers").redirectOutput(full).start();
    assertThat(add.waitFor()).isEqualTo(1);
    List<String> left = left();
    assertThat(errors())
        .isEqualTo(
            String.format(
                "pinfold: standard output: No space left on device. Added, and there to stay: %,d,"
                    + " up to %s line %d\n",
                left.size(), file, left.size()));
    assertThat(left).isEqualTo(lines(1).subList(0, left.size()));
  }

  /** In a heap that can hold neither all numbers nor the payloads of a few hundred. */
  @Test
  void aPeekNeedsNoHeapForWhatItPrints() throws Exception {
    int many = 1_500_000;
    String store = directory.resolve("store").toString();
    String empty = "\n".repeat(many);
    assertThat(
            CommandRun.withInput(empty, "add", "many", "--batch", "50000", "--store", store).code())
        .isZero();
    String large = ("x".repeat(3_000_000) + "\n").repeat(20);
    assertThat(CommandRun.withInput(large, "add", "large", "--store", store).code()).isZero();
    for (String end : List.of("--newest", "--stacktrace")) {
      assertThat(peekInSmallHeap("many", end)).isEqualTo(many);
      assertThat(peekInSmallHeap("large", end)).isEqualTo(large.length());
    }
  }

  private long peekInSmallHeap(String queue, String more) throws Exception {
    Process peek =
        new ProcessBuilder(
                JavaProcess.command(
                    List.of("-Xmx40m", "-XX:+UseSerialGC"),
                    List.of(
                        "--store",
                        directory.resolve("store").toString(),
                        "peek",
                        queue,
                        "-n",
                        "all",
                        more)))
            .redirectError(directory.resolve("err").toFile())
            .start();
    long bytes = peek.getInputStream().transferTo(OutputStream.nullOutputStream());
    assertThat(peek.waitFor()).as(errors()).isZero();
    return bytes;
  }

  private static byte[] lines(int first, int last) {
    return (String.join("\n", lines(first).subList(0, last - first + 1)) + "\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void aReaderThatLeavesEarlyLosesNoMessageThatWasNotPrinted() throws Exception {
    fill();
    Process take = pinfold("take", "q", "-n", "all").start();
    List<String> read = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(take.getInputStream(), StandardCharsets.UTF_8), 1)) {
      read.add(lines.readLine());
    }
    assertThat(take.waitFor()).isEqualTo(1);
    assertThat(errors()).isEqualTo("pinfold: standard output: Broken pipe\n");
    assertThat(read).containsExactly(line(1));
    // What was printed and never read is in the pipe, whose room bounds it.
    List<String> left = left();
    assertThat(left).hasSizeGreaterThan(MESSAGES - 3000);
    assertThat(left).isEqualTo(lines(MESSAGES - left.size() + 1));
  }

  @Test
  void aTakeKilledInTheMiddleLosesNothing() throws Exception {
    fill();
    Random random = new Random(7);
    int printed = 0;
    int kills = 0;
    while (printed < MESSAGES && kills < 4) {
      List<String> read = takeUntilKilled(1 + random.nextInt(3000));
      kills++;
      List<String> left = left();
      int removed = MESSAGES - left.size();
      assertThat(left).isEqualTo(lines(removed + 1));
      // Each message that is gone was printed, now or before; some were printed and are still
      // there.
      assertThat(printed + read.size()).isGreaterThanOrEqualTo(removed);
      assertThat(read).isEqualTo(lines(printed + 1).subList(0, read.size()));
      printed = removed;
    }
  }

  /** The whole lines that came out of a take that was killed after so many. */
  private List<String> takeUntilKilled(int after) throws IOException, InterruptedException {
    Process take = pinfold("take", "q", "-n", "all").start();
    StringBuilder text = new StringBuilder();
    int lines = 0;
    try (var output = new InputStreamReader(take.getInputStream(), StandardCharsets.US_ASCII)) {
      for (int c = output.read(); c >= 0; c = output.read()) {
        text.append((char) c);
        if (c == '\n' && ++lines == after) {
          take.toHandle().destroyForcibly();
        }
      }
    }
    take.waitFor();
    return text.substring(0, text.lastIndexOf("\n") + 1).lines().toList();
  }

  private static List<String> lines(int first) {
    return IntStream.rangeClosed(first, MESSAGES).mapToObj(RealProcessTest::line).toList();
  }
}
