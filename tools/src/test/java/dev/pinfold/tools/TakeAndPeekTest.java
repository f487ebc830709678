package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.Message;
import dev.pinfold.QueuePolicy;
import dev.pinfold.durable.PinfoldStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TakeAndPeekTest {
  @TempDir Path directory;
  private String store;

  @BeforeEach
  void fill() {
    store = directory.resolve("store").toString();
    add(10);
  }

  private void add(int count) {
    String lines = String.join("\n", numbers(1, count));
    assertThat(CommandRun.withInput(lines, "add", "q", "--store", store).code()).isZero();
  }

  private static List<String> numbers(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(Integer::toString).toList();
  }

  private CommandRun run(String... args) {
    return CommandRun.of(
        Stream.concat(Stream.of(args), Stream.of("--store", store)).toArray(String[]::new));
  }

  @Test
  void peekLeavesAndTakeRemoves() {
    assertThat(run("peek", "q").out()).isEqualTo("1\n");
    assertThat(run("peek", "q", "--newest").out()).isEqualTo("10\n");
    assertThat(run("peek", "q", "-n", "3", "--newest").lines()).containsExactly("10", "9", "8");
    assertThat(run("take", "q").out()).isEqualTo("1\n");
    assertThat(run("take", "q", "--newest", "-n", "2").lines()).containsExactly("10", "9");
    assertThat(run("count", "q").out()).isEqualTo("7\n");
    assertThat(run("peek", "q", "-n", "all").lines()).isEqualTo(numbers(2, 8));
    assertThat(run("take", "q", "-n", "100").lines()).isEqualTo(numbers(2, 8));
    assertThat(run("count", "q").out()).isEqualTo("0\n");
  }

  @Test
  void manyAreTakenInBatchesAndInOrder() {
    run("take", "q", "-n", "all");
    add(10_000);
    assertThat(run("take", "q", "-n", "4000").lines()).isEqualTo(numbers(1, 4000));
    assertThat(run("take", "q", "-n", "all").lines()).isEqualTo(numbers(4001, 10_000));
  }

  @Test
  void nothingIsExitCode1ExceptForAll() {
    run("take", "q", "-n", "all");
    for (String verb : List.of("take", "peek")) {
      CommandRun one = run(verb, "q");
      assertThat(one.code()).isEqualTo(1);
      assertThat(one.out()).isEmpty();
      assertThat(one.err()).isEqualTo("pinfold: no message in queue \"q\"\n");
      assertThat(run(verb, "absent").err()).isEqualTo("pinfold: there is no queue \"absent\"\n");
      assertThat(run(verb, "q", "-n", "all")).isEqualTo(new CommandRun(0, "", ""));
    }
    assertThat(run("count", "absent").out()).isEqualTo("0\n");
  }

  @Test
  void waitingEndsWithItsTime() {
    CommandRun run = run("take", "absent", "--wait", "300ms");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("pinfold: there is no queue \"absent\" within 300 ms\n");
  }

  /**
   * The other process is another store object here; the owner lock keeps them apart all the same.
   */
  @Test
  void waitingLetsAnotherOwnerAdd() throws Exception {
    CompletableFuture<CommandRun> waiting;
    try (PinfoldStore other = PinfoldStore.open(Path.of(store))) {
      waiting = CompletableFuture.supplyAsync(() -> run("take", "late", "--wait", "2m"));
      other.queue("unrelated", QueuePolicy.PROCESS_CRASH);
    }
    CommandRun added = addWhenFree("late", "it came");
    assertThat(added.code()).isZero();
    assertThat(waiting.get()).isEqualTo(new CommandRun(0, "it came\n", ""));
  }

  /** A wait must not hold the store for the leases, of which nobody knows when they end. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void waitingLetsAnotherOwnerAddWhereAllIsLeased() throws Exception {
    CompletableFuture<CommandRun> waiting;
    try (PinfoldStore other = PinfoldStore.open(Path.of(store))) {
      other.queue("late", QueuePolicy.PROCESS_CRASH).add(new byte[] {'x'});
      assertThat(other.queue("late").lease(Duration.ofDays(1))).isPresent();
      waiting = CompletableFuture.supplyAsync(() -> run("take", "late", "--wait", "2m"));
    }
    // The one that shows that the wait has had the store and let go of it.
    Path lock = Path.of(store, "lock");
    FileTime written = Files.getLastModifiedTime(lock);
    while (written.equals(Files.getLastModifiedTime(lock))) {
      Thread.onSpinWait();
    }
    assertThat(addWhenFree("late", "it came").code()).isZero();
    assertThat(waiting.get()).isEqualTo(new CommandRun(0, "it came\n", ""));
  }

  @Test
  @Timeout(60)
  void waitingEndsWhenALeaseDoes() {
    try (PinfoldStore other = PinfoldStore.open(Path.of(store))) {
      other.queue("late", QueuePolicy.PROCESS_CRASH).add(new byte[] {'x'});
      assertThat(other.queue("late").lease(Duration.ofSeconds(2))).isPresent();
    }
    assertThat(run("take", "late", "--wait", "2m")).isEqualTo(new CommandRun(0, "x\n", ""));
  }

  private CommandRun addWhenFree(String queue, String line) {
    while (true) {
      CommandRun run = CommandRun.withInput(line, "add", queue, "--store", store);
      if (!run.err().contains("is open in this process")) {
        return run;
      }
    }
  }

  @Test
  void withoutWaitingAStoreInUseIsAnError() {
    try (PinfoldStore other = PinfoldStore.open(Path.of(store))) {
      assertThat(other.queue("q").count()).isEqualTo(10);
      CommandRun run = run("take", "q");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("is open");
    }
  }

  @Test
  void leasedMessagesArePassedOverAndComeBack() {
    try (PinfoldStore other = PinfoldStore.open(Path.of(store))) {
      assertThat(other.queue("q").lease(Duration.ofDays(1)).map(Message::number)).hasValue(1L);
    }
    assertThat(run("peek", "q").out()).isEqualTo("2\n");
    assertThat(run("take", "q", "-n", "all").lines()).isEqualTo(numbers(2, 10));
    assertThat(run("count", "q").out()).isEqualTo("1\n");
  }

  @Test
  void messagesLargerThanABatchAreTakenOneByOne() {
    run("take", "q", "-n", "all");
    List<String> large = IntStream.range(0, 5).mapToObj(i -> (i + "x").repeat(1_000_000)).toList();
    CommandRun.withInput(String.join("\n", large), "add", "q", "--store", store);
    assertThat(run("take", "q", "-n", "all").lines()).isEqualTo(large);
  }

  /** An output that takes so many bytes, then fails, as a pipe whose reader has gone. */
  private static final class Failing extends OutputStream {
    final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final int most;

    Failing(int most) {
      this.most = most;
    }

    @Override
    public void write(int b) throws IOException {
      if (taken.size() == most) {
        throw new IOException("Broken pipe");
      }
      taken.write(b);
    }
  }

  /** A reader that leaves after its line is not sent more than the next few. */
  @Test
  void aPeekPrintsFromTheFirstMessageOn() {
    add(20_000);
    for (String end : List.of("--newest", "--stacktrace")) {
      List<Integer> flushed = new ArrayList<>();
      OutputStream output =
          new OutputStream() {
            @Override
            public void write(int b) {
              throw new AssertionError("not byte by byte");
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
              flushed.add(
                  (int) new String(bytes, from, length, StandardCharsets.US_ASCII).lines().count());
            }
          };
      String[] args = {"peek", "q", "-n", "all", end, "--store", store};
      assertThat(CommandRun.to(output, Map.of(), "", args).code()).isZero();
      assertThat(flushed).startsWith(1, 1, 2, 4, 8, 16);
      assertThat(flushed.stream().mapToInt(Integer::intValue).sum()).isEqualTo(20_010);
    }
  }

  @Test
  void whereverTheOutputFailsNoMessageIsLost() {
    int[] moments = {0, 1, 2, 3, 4, 7, 20, 31, 100, 1000, 3000};
    for (int most : moments) {
      run("take", "q", "-n", "all");
      add(1000);
      Failing output = new Failing(most);
      CommandRun run =
          CommandRun.to(output, Map.of(), "", "take", "q", "-n", "all", "--store", store);
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).isEqualTo("pinfold: standard output: Broken pipe\n");
      List<String> left = run("peek", "q", "-n", "all").lines();
      String printed = output.taken.toString(StandardCharsets.US_ASCII);
      List<String> whole = printed.substring(0, printed.lastIndexOf('\n') + 1).lines().toList();
      int removed = 1000 - left.size();
      assertThat(left).isEqualTo(numbers(removed + 1, 1000));
      assertThat(whole.size()).as("printed of %s bytes", most).isGreaterThanOrEqualTo(removed);
      assertThat(whole).isEqualTo(new ArrayList<>(numbers(1, whole.size())));
    }
  }
}
