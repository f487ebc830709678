package dev.pinfold.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.tools.Console;
import dev.pinfold.tools.Terminal;
import dev.pinfold.tools.TerminalSize;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTest {
  private static final Terminal TERMINAL = new Terminal(true, true, true, true);

  /** What is on the terminal after two moments and a line between them. */
  private static String drawn(TerminalSize size, boolean plain) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Console console =
        new Console(InputStream.nullInputStream(), out, OutputStream.nullOutputStream(), TERMINAL);
    Earthquakes data = Earthquakes.load();
    Map<Role, Integer> kills = Map.of(Role.PRODUCER, 3, Role.CONSUMER, 100);
    Scene scene =
        new Scene(data, new Ledger(data), kills, 1000, Role.CONSUMER, 4_194_304, "recovers");
    try (Picture picture = new Picture(console, plain, size)) {
      picture.show(scene);
      picture.say("a line");
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static List<String> visibleLines(String text) {
    return text.replaceAll("\u001b\\[[?0-9;]*[a-zA-Z]", "").lines().toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 31, 40, 49, 50, 60, 79, 80, 100, 300})
  void noLineOfThePanelIsWiderThanTheTerminal(int columns) throws Exception {
    String drawn = drawn(new TerminalSize(24, columns), false);
    assertThat(visibleLines(drawn)).allMatch(line -> line.length() < columns);
    assertThat(visibleLines(drawn)).anyMatch(line -> line.matches("  quakes +[█░]{10,40} +0.*"));
    assertThat(drawn).contains("\u001b[8A\u001b[J");
  }

  @Test
  void aUsualTerminalShowsAll() throws Exception {
    assertThat(visibleLines(drawn(TerminalSize.USUAL, false)))
        .anyMatch(line -> line.matches("  alerts   [█░]{40} +0  magnitude 4 and up"))
        .anyMatch(line -> line.matches("  consumer 100 of 1000  process 4194304 recovers"));
  }

  @Test
  void whereThereIsNoRoomThereAreLinesOnly() throws Exception {
    assertThat(drawn(new TerminalSize(24, 29), false)).isEqualTo("a line\n");
    assertThat(drawn(new TerminalSize(8, 80), false)).isEqualTo("a line\n");
    assertThat(drawn(TerminalSize.USUAL, true)).isEqualTo("a line\n");
  }
}
