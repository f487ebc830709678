package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class MainTest {
  @TempDir Path directory;

  @Test
  void theStoreMayStandBeforeOrAfterTheVerbOrInTheEnvironment() {
    String store = directory.resolve("a").toString();
    assertThat(CommandRun.withInput("one\n", "--store", store, "add", "q").code()).isZero();
    assertThat(CommandRun.withInput("two\n", "add", "--store", store, "q").code()).isZero();
    assertThat(CommandRun.withInput("three\n", "add", "q", "--store=" + store).code()).isZero();
    Map<String, String> environment = Map.of("PINFOLD_STORE", store);
    assertThat(CommandRun.withEnvironment(environment, "", "count", "q").out()).isEqualTo("3\n");
    assertThat(CommandRun.of("--store", store, "count", "q").out()).isEqualTo("3\n");
  }

  @Test
  void theOptionWinsOverTheEnvironment() {
    String store = directory.resolve("a").toString();
    Map<String, String> other = Map.of("PINFOLD_STORE", directory.resolve("b").toString());
    assertThat(CommandRun.withEnvironment(other, "x\n", "--store", store, "add", "q").code())
        .isZero();
    assertThat(directory.resolve("b")).doesNotExist();
    assertThat(CommandRun.withEnvironment(other, "", "count", "q", "--store", store).out())
        .isEqualTo("1\n");
  }

  @Test
  void whatCannotBeDoneIsOneLineAndExitCode1() {
    String file = directory.resolve("nothing").toString();
    List<List<String>> wrong =
        List.of(
            List.of(),
            List.of("fly"),
            List.of("count"),
            List.of("count", "q"),
            List.of("help", "fly"),
            List.of("queues", "--store", ""),
            List.of("--store=", "add", "q"),
            List.of("--store", file, "add", "q", "--store", file + "2"),
            List.of("add", "q", "--store", file, "--store", file + "2"),
            List.of("count", "q", "--store", file),
            List.of("queues", "--store", file),
            List.of("take", "q", "--store", file),
            List.of("peek", "q", "--store", file, "--wait", "1s"),
            List.of("take", "q", "-n", "0", "--store", file),
            List.of("take", "q", "--wait", "5", "--store", file),
            List.of("add", "q", "--durability", "total", "--store", file),
            List.of("add", "q", "--batch", "0", "--store", file),
            List.of("demo", "--store", file),
            List.of("--store", file, "demo"),
            List.of("add", "\ufffd", "--store", file),
            List.of("count", "a\u001b[31m", "b\nc", "--store", file));
    for (List<String> args : wrong) {
      CommandRun run = CommandRun.of(args.toArray(String[]::new));
      assertThat(run.code()).as("%s", args).isEqualTo(1);
      assertThat(run.out()).as("%s", args).isEmpty();
      assertThat(run.err()).as("%s", args).matches("pinfold: [^\\p{Cntrl}]{10,}\n");
    }
    assertThat(directory.resolve("nothing")).doesNotExist();
    assertThat(directory.resolve("nothing2")).doesNotExist();
  }

  @Test
  void anArgumentWithAnAtSignIsNoFileOfArguments() throws Exception {
    Path file = Files.writeString(directory.resolve("list"), "other");
    String store = directory.resolve("a").toString();
    String queue = "@" + file;
    assertThat(CommandRun.withInput("x\n", "add", queue, "--store", store).code()).isZero();
    assertThat(CommandRun.of("count", queue, "--store", store).out()).isEqualTo("1\n");
    assertThat(CommandRun.of("count", "other", "--store", store).out()).isEqualTo("0\n");
  }

  @Test
  void aNameThatBeginsWithADashGoesBehindTwo() {
    String store = directory.resolve("a").toString();
    assertThat(CommandRun.withInput("x\n", "add", "--store", store, "-dash").err())
        .isEqualTo(
            "pinfold: Missing required parameter: 'QUEUE' (one that begins with - goes behind --);"
                + " see pinfold add --help\n");
    assertThat(CommandRun.withInput("x\n", "add", "--store", store, "--", "-dash").code()).isZero();
    assertThat(CommandRun.of("add").err())
        .isEqualTo("pinfold: Missing required parameter: 'QUEUE'; see pinfold add --help\n");
  }

  @Test
  void aStoreBelowAFileIsRefusedInWords() throws Exception {
    Path file = Files.writeString(directory.resolve("letter"), "dear");
    CommandRun run =
        CommandRun.withInput("x\n", "add", "q", "--store", file.resolve("store").toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo("pinfold: " + file + ": is there already, and is no directory\n");
  }

  @Test
  void whatIsNoPathIsRefusedInWords() {
    String problem =
        "'s\\u0000' is no path in this locale; set one with UTF-8, such as LC_ALL=C.UTF-8";
    assertThat(CommandRun.of("queues", "--store", "s\0").err())
        .isEqualTo(
            "pinfold: Invalid value for option '--store': "
                + problem
                + "; see pinfold queues --help\n");
    assertThat(CommandRun.withEnvironment(Map.of("PINFOLD_STORE", "s\0"), "", "queues").err())
        .isEqualTo("pinfold: PINFOLD_STORE: " + problem + "\n");
  }

  @Test
  void anEmptyStoreIsNotTheCurrentDirectory() {
    CommandRun run = CommandRun.withInput("x\n", "add", "q", "--store", "");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).startsWith("pinfold: --store is empty");
    assertThat(Path.of("journal")).doesNotExist();
  }

  @Test
  void twoStoresAreAnErrorUnlessTheyAreTheSame() {
    String a = directory.resolve("a").toString();
    String b = directory.resolve("b").toString();
    CommandRun run = CommandRun.withInput("x\n", "--store", a, "add", "q", "--store", b);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).startsWith("pinfold: --store is given twice, as " + a + " and as " + b);
    assertThat(CommandRun.withInput("x\n", "--store", a, "add", "q", "--store", a).code()).isZero();
    assertThat(directory.toFile().list()).containsExactly("a");
  }

  @Test
  void aDirectoryThatIsNoStoreIsLeftAlone() throws Exception {
    Files.writeString(directory.resolve("letter.txt"), "dear");
    CommandRun run = CommandRun.withInput("x\n", "add", "q", "--store", directory.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).matches("pinfold: .*letter\\.txt.*\n");
    assertThat(directory.toFile().list()).containsExactly("letter.txt");
  }

  @Test
  void stackTracesAreShownOnRequestOnly() {
    String file = directory.resolve("nothing").toString();
    assertThat(CommandRun.of("--stacktrace", "queues", "--store", file).err()).contains("\tat ");
  }

  @Test
  void helpAndVersionAreResults() {
    assertThat(CommandRun.of("--help").out()).contains("Usage: pinfold", "PINFOLD_STORE");
    assertThat(CommandRun.of("--help").out()).doesNotContain("demo-producer");
    assertThat(CommandRun.of("take", "--help").out()).contains("pinfold take", "--newest");
    assertThat(CommandRun.of("help")).isEqualTo(CommandRun.of("--help"));
    assertThat(CommandRun.of("help", "take")).isEqualTo(CommandRun.of("take", "--help"));
    assertThat(CommandRun.of("--version").out()).matches("(?s)pinfold \\d+\\..*");
    assertThat(CommandRun.of("take", "--help").code()).isZero();
  }

  /** The first argument decides whether picocli gets to know one command or all. */
  @Test
  void aCommandIsTheSameWhetherOthersAreKnownOrNot() {
    for (CommandSpec command :
        CommandModel.root().subcommands().values().stream()
            .map(CommandLine::getCommandSpec)
            .toList()) {
      CommandRun alone = CommandRun.of(command.name(), "--help");
      CommandRun amongAll = CommandRun.of("--store", "x", command.name(), "--help");
      assertThat(alone.code()).as(command.name()).isZero();
      assertThat(alone).as(command.name()).isEqualTo(amongAll);
    }
    assertThat(CommandRun.of("add", "--no-such-option").err())
        .isEqualTo(
            CommandRun.of("--stacktrace", "add", "--no-such-option")
                    .err()
                    .lines()
                    .findFirst()
                    .orElseThrow()
                + "\n");
  }
}
