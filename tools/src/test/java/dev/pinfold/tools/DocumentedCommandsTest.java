package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Each command that the help lists has a page in docs/commands, in which its help stands as it is
 * printed. With {@code -Dpinfold.docs=write} the help is written into the pages.
 */
class DocumentedCommandsTest {
  private static final Path ENTRY = Path.of("..", "docs", "tools.md");
  private static final Path PAGES = Path.of("..", "docs", "commands");
  private static final boolean WRITES = "write".equals(System.getProperty("pinfold.docs"));
  private static final String WIDTH = "picocli.usage.width";

  private String widthBefore;

  /** Else the help is as wide as the terminal that the tests run in. */
  @BeforeEach
  void setWidth() {
    widthBefore = System.getProperty(WIDTH);
    System.setProperty(WIDTH, "80");
  }

  @AfterEach
  void resetWidth() {
    if (widthBefore == null) {
      System.clearProperty(WIDTH);
    } else {
      System.setProperty(WIDTH, widthBefore);
    }
  }

  static List<String> commands() {
    return CommandModel.visible(CommandModel.root()).stream().map(CommandSpec::name).toList();
  }

  private static String help(String command) {
    CommandRun run = CommandRun.of(command, "--help");
    assertThat(run.code()).isZero();
    return new String(run.out().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void itsPageShowsItsHelp(String command) throws IOException {
    Path file = PAGES.resolve(command + ".md");
    assertThat(file).exists();
    String page = Files.readString(file);
    assertThat(page).startsWith("# `pinfold " + command + "`\n\n");
    String prompt = "\n```console\n$ pinfold " + command + " --help\n";
    assertThat(page).containsOnlyOnce(prompt);
    int begin = page.indexOf(prompt) + prompt.length();
    int end = page.indexOf("\n```", begin - 1) + 1;
    if (WRITES) {
      Files.writeString(file, page.substring(0, begin) + help(command) + page.substring(end));
    } else {
      assertThat(page.substring(begin, end))
          .as("the help in %s; -Dpinfold.docs=write writes it", file)
          .isEqualTo(help(command));
    }
  }

  @Test
  void eachPageIsOfACommand() throws IOException {
    try (Stream<Path> files = Files.list(PAGES)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              commands().stream().map(command -> command + ".md").toList());
    }
  }

  @Test
  void theEntryLinksEachPageInTheOrderOfTheHelp() throws IOException {
    assertThat(Files.readAllLines(ENTRY))
        .filteredOn(line -> line.startsWith("| [`"))
        .map(line -> line.replaceAll("\\) \\| [^|]{5,100} \\|$", ")"))
        .containsExactlyElementsOf(
            commands().stream()
                .map(command -> "| [`" + command + "`](commands/" + command + ".md)")
                .toList());
  }
}
