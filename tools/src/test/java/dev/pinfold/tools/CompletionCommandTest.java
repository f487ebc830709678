package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;

/** What a real bash offers that has read the script of {@code generate-completion}. */
class CompletionCommandTest {
  /** Completes the last of its arguments as bash does when TAB is pressed behind it. */
  private static final String SHELL =
      """
      pinfold() { cat "$SCRIPT"; }
      source <(pinfold generate-completion)
      set -- pinfold "$@"
      case $(complete -p pinfold) in
        *" -F _complete_pinfold "*) ;;
        *) exit 1 ;;
      esac
      compopt() { :; } # it works within a completion alone
      COMP_WORDS=("$@")
      COMP_CWORD=$(($# - 1))
      COMP_LINE="$*"
      _complete_pinfold pinfold "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      for offered in "${COMPREPLY[@]}"; do
        printf '%s\\n' "$offered"
      done
      """;

  @TempDir Path scratch;

  private Path script;
  private Path directory;

  @BeforeEach
  void makeScript() throws Exception {
    boolean isThere =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(place -> Files.isExecutable(Path.of(place, "bash")));
    if (!isThere) {
      System.out.println("SKIPPED LOUDLY: no bash on the PATH, so nothing was completed in one");
    }
    Assumptions.assumeTrue(isThere);
    CommandRun run = CommandRun.of("generate-completion");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    script = Files.writeString(scratch.resolve("script"), run.out());
    directory = Files.createDirectory(scratch.resolve("work"));
  }

  /** What is offered for the last word; the words before it are complete. */
  private List<String> offered(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", "--norc", "-c", SHELL, "bash"));
    command.addAll(Arrays.asList(words));
    Path out = scratch.resolve("out");
    Path err = scratch.resolve("err");
    ProcessBuilder shell =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    shell.environment().put("SCRIPT", script.toString());
    int code = shell.start().waitFor();
    assertThat(err).content().isEmpty();
    assertThat(code).isZero();
    return Files.readAllLines(out);
  }

  private static List<String> commands() {
    return CommandModel.visible(CommandModel.root()).stream().map(CommandSpec::name).toList();
  }

  @Test
  void offersCommands() throws Exception {
    assertThat(offered("")).containsExactlyInAnyOrderElementsOf(commands());
    assertThat(offered("re")).containsExactlyInAnyOrder("replay", "report", "restore");
    assertThat(offered("take")).containsExactly("take");
    assertThat(offered("help", "in")).containsExactly("inspect");
  }

  @Test
  void offersTheOptionsOfACommand() throws Exception {
    assertThat(offered("-")).contains("--store", "--stacktrace", "--help", "--version");
    for (CommandSpec command : CommandModel.visible(CommandModel.root())) {
      assertThat(offered(command.name(), "-"))
          .as(command.name())
          .containsExactlyInAnyOrderElementsOf(command.optionsMap().keySet());
    }
    assertThat(offered("take", "inbox", "--n")).containsExactly("--newest");
  }

  @Test
  void theStoreMayStandBeforeOrAfterTheName() throws Exception {
    Files.createDirectory(directory.resolve("store"));
    Files.createDirectory(directory.resolve("my store"));
    assertThat(offered("--store", "st")).containsExactly("store");
    assertThat(offered("take", "--store", "my")).containsExactly("my store");
    assertThat(offered("--store", "store", "")).containsExactlyInAnyOrderElementsOf(commands());
    assertThat(offered("--store", "store", "take", "--n")).containsExactly("--newest");
    assertThat(offered("take", "--store", "store", "--n")).containsExactly("--newest");
    assertThat(offered("take", "--store", "store", "inbox", "--n")).containsExactly("--newest");
  }

  @Test
  void offersFilesWhereAFileIsMeantAndNowhereElse() throws Exception {
    Files.createFile(directory.resolve("lines.txt"));
    Files.createDirectory(directory.resolve("list of runs"));
    assertThat(offered("restore", "li")).containsExactlyInAnyOrder("lines.txt", "list of runs");
    assertThat(offered("restore", "list of runs", "lin")).containsExactly("lines.txt");
    assertThat(offered("backup", "--keep", "7", "--list", "list")).containsExactly("list of runs");
    assertThat(offered("report", "--out", "lin")).containsExactly("lines.txt");
    assertThat(offered("add", "li")).isEmpty(); // a queue
    assertThat(offered("add", "inbox", "lin")).containsExactly("lines.txt");
    assertThat(offered("add", "inbox", "lines.txt", "--batch", "9", "li")).hasSize(2);
    assertThat(offered("show", "inbox", "li")).isEmpty();
  }

  /** Such as s, of --store. */
  @Test
  void aPartOfAnOptionIsNoOption() throws Exception {
    Files.createFile(directory.resolve("lines.txt"));
    for (String queue : List.of("s", "store", "h", "numbers", "a(b", "*")) {
      assertThat(offered("add", queue, "li")).as(queue).containsExactly("lines.txt");
    }
  }

  @Test
  void aNameOfAFileIsNotRun() throws Exception {
    String name = "a$(touch run)`touch run`'\"";
    Files.createFile(directory.resolve(name));
    assertThat(offered("import", "a")).containsExactly(name);
    assertThat(offered("export", "--store", "a")).containsExactly(name);
    assertThat(directory.resolve("run")).doesNotExist();
  }

  @Test
  void offersWhatAnOptionTakes() throws Exception {
    assertThat(offered("add", "q", "--durability", ""))
        .containsExactly("memory", "process-crash", "power-loss");
    assertThat(offered("alter", "q", "--durability", ""))
        .containsExactly("process-crash", "power-loss");
    assertThat(offered("alter", "q", "--overflow", "d")).containsExactly("drop-oldest");
    assertThat(offered("journal", "--payload", "")).containsExactly("text", "json", "hex", "none");
    assertThat(offered("export", "--payload", "j")).containsExactly("json");
    assertThat(offered("journal", "--operation", "re"))
        .containsExactly("released", "removed", "remove");
    assertThat(offered("take", "q", "-n", "")).isEmpty();
  }
}
