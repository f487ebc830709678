package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddCommandTest {
  /** What the default store takes at most in one document. */
  private static final int MOST = 4 << 20;

  @TempDir Path directory;
  private String store;

  @BeforeEach
  void nameStore() {
    store = directory.resolve("store").toString();
  }

  private CommandRun add(String input, String... more) {
    String[] args =
        Stream.concat(Stream.of("add", "q", "--store", store), Stream.of(more))
            .toArray(String[]::new);
    return CommandRun.withInput(input, args);
  }

  private String all() {
    return CommandRun.of("peek", "q", "-n", "all", "--store", store).out();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "3", "1000"})
  void linesComeOutAsTheyWentIn(String batch) {
    String everyByte =
        IntStream.range(0, 256)
            .filter(i -> i != '\n')
            .mapToObj(i -> String.valueOf((char) i))
            .collect(Collectors.joining());
    String lines = "one\n\ntwo\r\n" + everyByte + "\n \nlast";
    CommandRun run = add(lines, "--batch", batch, "--numbers");
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo("1\n2\n3\n4\n5\n6\n");
    assertThat(all()).isEqualTo(lines + "\n");
  }

  @Test
  void nothingIsAnEmptyQueue() {
    assertThat(add("").code()).isZero();
    assertThat(CommandRun.of("queues", "--store", store).out()).contains("process-crash");
  }

  @Test
  void filesAreReadInTheirOrder() throws IOException {
    Path first = Files.writeString(directory.resolve("first"), "1\n2");
    Path second = Files.writeString(directory.resolve("second"), "3\n");
    add("between\n", first.toString(), "-", second.toString(), "--batch", "2");
    assertThat(all()).isEqualTo("1\n2\nbetween\n3\n");
  }

  @Test
  void aMissingFileIsNoticedBeforeAnythingIsAdded() throws IOException {
    Path first = Files.writeString(directory.resolve("first"), "1\n");
    CommandRun run = add("", first.toString(), "absent");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("pinfold: absent: no such file\n");
    assertThat(Path.of(store)).doesNotExist();
  }

  @Test
  void numbersAreInOrderHoweverManyThereAre() {
    int count = 20_000;
    CommandRun run = add("x\n".repeat(count), "--numbers", "--durability", "power-loss");
    assertThat(run.lines())
        .isEqualTo(IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList());
  }

  @Test
  void aLineTooLongStopsTheAddAndKeepsWhatCameBefore() {
    String tooLong = "x".repeat(MOST + 100);
    CommandRun run = add("one\ntwo\n" + tooLong + "\nfour\n", "--numbers");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("1\n2\n");
    assertThat(run.err())
        .matches(
            "pinfold: standard input line 3 has 4,194,404 bytes; .* at most [\\d,]+\\."
                + " Added before it, and there to stay: 2\n");
    assertThat(all()).isEqualTo("one\ntwo\n");
  }

  @Test
  void theStoresOwnLimitIsReportedTheSameWay() {
    CommandRun run = add("one\n" + "x".repeat(MOST - 70) + "\n");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .matches("pinfold: standard input line 2: .*\\d.*\\d.* there to stay: 1\n");
  }

  @Test
  void theLongestLineThatFitsIsAdded() {
    String line = "x".repeat(MOST - 1000) + "\n";
    assertThat(add(line).err()).isEmpty();
    assertThat(all()).isEqualTo(line);
  }

  @Test
  void aBatchTooLargeIsRefusedAsAWhole() {
    String line = "x".repeat(MOST / 3) + "\n";
    CommandRun run = add("a\nb\nc\nd\n" + line.repeat(4), "--batch", "4");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).matches("pinfold: .*batch.*line 7 .* there to stay: 4\n");
    assertThat(all()).isEqualTo("a\nb\nc\nd\n");
  }

  @Test
  void aQueueThatPromisesLessThanAskedForIsAnError() {
    add("one\n");
    CommandRun run = add("two\n", "--durability", "power-loss");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("process-crash", "power-loss");
    assertThat(all()).isEqualTo("one\n");
  }

  @Test
  void aQueueThatPromisesMoreThanAskedForIsMentioned() {
    add("one\n", "--durability", "power-loss");
    CommandRun run = add("two\n", "--durability", "process-crash");
    assertThat(run.code()).isZero();
    assertThat(run.err()).matches("pinfold: .*power-loss, more than the process-crash.*\n");
    assertThat(add("three\n").err()).isEmpty();
    assertThat(all()).isEqualTo("one\ntwo\nthree\n");
  }

  @Test
  void memoryIsWarnedOf() {
    CommandRun run = add("one\n", "--durability", "memory");
    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("in memory");
  }

  @Test
  void whenNumbersCannotBePrintedTheAddStops() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    CommandRun run =
        CommandRun.to(
            closed, Map.of(), "line\n".repeat(500_000), "add", "q", "--numbers", "--store", store);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).startsWith("pinfold: standard output: Broken pipe");
    long count = Long.parseLong(CommandRun.of("count", "q", "--store", store).out().strip());
    assertThat(count).isBetween(1L, 499_999L);
  }

  @Test
  void namesAreUtf8() {
    String[] args = {"add", "überraschung", "--store", store};
    CommandRun.withInput("x\n", args);
    String table = CommandRun.of("queues", "--store", store).out();
    assertThat(new String(table.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
        .contains("überraschung");
  }
}
