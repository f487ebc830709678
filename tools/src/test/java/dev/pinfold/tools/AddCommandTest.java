package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.Durability;
import dev.pinfold.Overflow;
import dev.pinfold.QueuePolicy;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.StoreOptions;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
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
  private static final int MOST = StoreOptions.DEFAULTS.maxMessageBytes();

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
    assertThat(CommandRun.withInput("x\n", "add", "other", "--store", store).code()).isZero();
    assertThat(add("", first.toString(), "absent").code()).isEqualTo(1);
    assertThat(CommandRun.of("queues", "--json", "--store", store).lines())
        .singleElement()
        .asString()
        .startsWith("{\"name\":\"other\"");
  }

  @Test
  void numbersAreInOrderHoweverManyThereAre() {
    int count = 20_000;
    CommandRun run = add("x\n".repeat(count), "--numbers", "--durability", "power-loss");
    assertThat(run.lines())
        .isEqualTo(IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList());
  }

  private static String lines(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(i -> i + "\n").collect(Collectors.joining());
  }

  private void open(QueuePolicy policy) {
    try (PinfoldStore opened = PinfoldStore.open(Path.of(store))) {
      assertThat(opened.queue("q", policy).exists()).isTrue();
    }
  }

  @Test
  void aLineTooLongStopsTheAddAndKeepsWhatCameBefore() {
    String tooLong = "x".repeat(MOST + 1) + "\n";
    CommandRun run = add("one\ntwo\n" + tooLong + lines(4, 2000), "--numbers");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("1\n2\n");
    assertThat(run.err())
        .isEqualTo(
            String.format(
                "pinfold: standard input line 3 has %,d bytes; the store takes at most %,d."
                    + " Added before it, and there to stay: 2\n",
                MOST + 1, MOST));
    assertThat(all()).isEqualTo("one\ntwo\n");
  }

  @Test
  void aLineFarTooLongIsNotReadToItsEnd() {
    CommandRun run = add("one\n" + "x".repeat(MOST + (1 << 24) + (1 << 17)));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .matches(
            "pinfold: standard input line 2 has more than 20,9[\\d,]+ bytes; the store takes at"
                + " most 4,194,130\\. Added before it, and there to stay: 1\n");
  }

  @Test
  void theLongestLineThatFitsIsAdded() {
    String line = "x".repeat(MOST) + "\n";
    assertThat(add(line).err()).isEmpty();
    assertThat(all()).isEqualTo(line);
  }

  /** Here the store refuses the line; whoever mends it and goes on from it has every line once. */
  @Test
  void theStoresOwnLimitIsReportedTheSameWay() {
    open(QueuePolicy.PROCESS_CRASH.withMaxBytes(100_000));
    CommandRun run = add(lines(1, 10) + "x".repeat(100_001) + "\n" + lines(12, 2000), "--numbers");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.lines()).isEqualTo(lines(1, 10).lines().toList());
    assertThat(run.err())
        .matches(
            "pinfold: standard input line 11: [^.]*100001 [^.]*100000 .*[^.]\\. Added before it,.*\n")
        .endsWith(" there to stay: 10\n");
    assertThat(all()).isEqualTo(lines(1, 10));
    assertThat(add(lines(11, 2000)).code()).isZero();
    assertThat(all()).isEqualTo(lines(1, 2000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"process-crash", "power-loss"})
  void aFullQueueStopsTheAddAtItsLine(String durability) {
    open(
        QueuePolicy.of(
                durability.equals("power-loss") ? Durability.POWER_LOSS : Durability.PROCESS_CRASH)
            .withMaxCount(1000)
            .withOverflow(Overflow.REJECT));
    CommandRun run = add(lines(1, 5000), "--numbers");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.lines()).isEqualTo(lines(1, 1000).lines().toList());
    assertThat(run.err())
        .startsWith("pinfold: standard input line 1001: ")
        .endsWith(". Added before it, and there to stay: 1,000\n");
    assertThat(all()).isEqualTo(lines(1, 1000));
  }

  /** Added one by one, a line of the second batch would find room. */
  @Test
  void ofABatchThatIsRefusedNothingIsThere() {
    open(QueuePolicy.PROCESS_CRASH.withMaxCount(5).withOverflow(Overflow.REJECT));
    CommandRun run = add(lines(1, 12), "--batch", "4", "--numbers");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEqualTo(lines(1, 4));
    assertThat(run.err())
        .startsWith("pinfold: the batch of standard input lines 5 to 8: ")
        .endsWith(". Added before it, and there to stay: 4\n");
    assertThat(all()).isEqualTo(lines(1, 4));
  }

  /** Each of its lines would fit, and without what goes beside them they would fit together. */
  @Test
  void aBatchTooLargeIsRefusedAsAWhole() {
    String batch = "x".repeat(MOST - 8) + "\n1\n2\n3\n";
    CommandRun run = add(lines(1, 4) + batch, "--batch", "4");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .matches(
            "pinfold: the batch of standard input lines 5 to \\d: [\\d,]+ bytes; \\d messages in one"
                + " transaction take at most [\\d,]+\\. Added before it, and there to stay: 4\n");
    assertThat(all()).isEqualTo(lines(1, 4));
  }

  @Test
  void theLargestBatchFitsAndMoreLinesThanATransactionTakesAreRefused() {
    long most = StoreOptions.DEFAULTS.maxTransactionBytes(3);
    String line = "x".repeat((int) (most / 3)) + "\n";
    assertThat(add(line.repeat(3), "--batch", "3").err()).isEmpty();
    assertThat(all()).isEqualTo(line.repeat(3));
    CommandRun run = add("\n".repeat(200_000), "--batch", "200000");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains(" messages are too many for one transaction. Added before it");
    assertThat(all()).isEqualTo(line.repeat(3));
  }

  /** What waited for its batch is not there, and the error does not say that it is. */
  @Test
  void aLineTooLongTakesItsBatchWithIt() throws IOException {
    Path first = Files.writeString(directory.resolve("first"), lines(1, 6));
    Path second = Files.writeString(directory.resolve("second"), "7\n" + "x".repeat(MOST + 1));
    CommandRun run = add("", first.toString(), second.toString(), "--batch", "4");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .startsWith(
            "pinfold: the batch of "
                + first
                + " line 5 to "
                + second
                + " line 2 ends with a line of ")
        .endsWith(". Added before it, and there to stay: 4\n");
    assertThat(all()).isEqualTo(lines(1, 4));
  }

  @Test
  void anInputThatFailsEndsTheAddWithTheLastLineThatWasAdded() throws IOException {
    Path first = Files.writeString(directory.resolve("first"), lines(1, 6));
    Path second = Files.createDirectory(directory.resolve("second"));
    InputStream failing =
        new FilterInputStream(InputStream.nullInputStream()) {
          @Override
          public int read(byte[] bytes, int from, int most) throws IOException {
            throw new IOException("Input/output error");
          }
        };
    CommandRun run =
        CommandRun.from(
            failing, "add", "q", first.toString(), "-", "--batch", "4", "--store", store);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "pinfold: standard input: Input/output error. Added, and there to stay: 4, up to "
                + first
                + " line 4\n");
    assertThat(all()).isEqualTo(lines(1, 4));
    assertThat(add("", second.toString()).err())
        .isEqualTo("pinfold: " + second + ": is a directory\n");
  }

  @Test
  void standardInputMayBeNamedTwice() {
    assertThat(add("one\n", "-", "-").err()).isEmpty();
    assertThat(all()).isEqualTo("one\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "4"})
  void anAddThatIsRefusedAtOnceLeavesNothingBehind(String batch) {
    String tooLong = "x".repeat(MOST + 1);
    assertThat(add(tooLong, "--batch", batch).code()).isEqualTo(1);
    assertThat(CommandRun.withInput("x", "add", "", "--store", store).err())
        .startsWith("pinfold: a queue name of 0 bytes");
    assertThat(CommandRun.withInput("x", "add", "n".repeat(1025), "--store", store).code())
        .isEqualTo(1);
    assertThat(Path.of(store)).doesNotExist();
    assertThat(CommandRun.withInput("x\n", "add", "other", "--store", store).code()).isZero();
    assertThat(add(tooLong, "--batch", batch).code()).isEqualTo(1);
    assertThat(CommandRun.of("queues", "--store", store).out())
        .contains("other")
        .doesNotContain("q ");
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
  void whenNumbersCannotBePrintedTheAddStopsAndSaysExactlyWhatIsThere() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    int lines = 200_000;
    CommandRun run =
        CommandRun.to(closed, Map.of(), lines(1, lines), "add", "q", "--numbers", "--store", store);
    assertThat(run.code()).isEqualTo(1);
    int added = Integer.parseInt(CommandRun.of("count", "q", "--store", store).out().strip());
    assertThat(added).isBetween(1, lines - 1);
    assertThat(run.err())
        .isEqualTo(
            String.format(
                "pinfold: standard output: Broken pipe. Added, and there to stay: %,d, up to"
                    + " standard input line %d\n",
                added, added));
    assertThat(all()).isEqualTo(lines(1, added));
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
