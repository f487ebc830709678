package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The pages from which the profile {@code man} makes manual pages. */
class ManPagesTest {
  @TempDir Path directory;

  private final CommandSpec root = CommandModel.root();
  private final List<CommandSpec> commands =
      Stream.concat(Stream.of(root), CommandModel.visible(root).stream()).toList();

  @BeforeEach
  void write() throws IOException {
    ManPages.write(directory);
  }

  @Test
  void eachCommandHasOne() {
    assertThat(directory.toFile().list())
        .containsExactlyInAnyOrderElementsOf(
            commands.stream().map(command -> command.qualifiedName("-") + ".adoc").toList());
    assertThat(directory.toFile().list()).contains("pinfold.adoc", "pinfold-inspect.adoc");
  }

  @Test
  void itHasWhatTheHelpHas() throws IOException {
    for (CommandSpec command : commands) {
      String name = command.qualifiedName("-");
      String page = Files.readString(directory.resolve(name + ".adoc"));
      assertThat(page).contains("\n= " + name + "(1)\n").contains("\n== Synopsis\n");
      assertThat(page).containsPattern("\n" + name + " - [A-Z][^.:;\n]{10,150}\n");
      for (OptionSpec option : command.options()) {
        assertThat(page).as(name).contains("*" + option.longestName() + "*");
        assertThat(page).as(name).contains(option.description());
      }
      for (PositionalParamSpec parameter : command.positionalParameters()) {
        assertThat(page).as(name).contains("_" + parameter.paramLabel() + "_");
        assertThat(page).as(name).contains(parameter.description());
      }
      for (String paragraph : command.usageMessage().description()) {
        assertThat(page).as(name).contains(paragraph.replace("%n", ""));
      }
      assertThat(command.usageMessage().footer()).as(name).isNotEmpty();
      assertThat(page).as(name).contains(command.usageMessage().footer());
    }
  }

  @Test
  void examplesStandAsTheyAreTyped() throws IOException {
    assertThat(directory.resolve("pinfold-inspect.adoc"))
        .content()
        .contains(
            """
            == Examples

            [%hardbreaks]
              pinfold inspect --store DIR
              pinfold inspect --store DIR --json | jq .journal.state
            """);
  }
}
