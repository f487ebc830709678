package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalSizeTest {
  @Test
  void whatSttyAnswers() {
    assertThat(TerminalSize.parse("50 132\n")).isEqualTo(new TerminalSize(50, 132));
    for (String unknown : new String[] {"0 0\n", "", "stty: not a terminal", "5", "-1 80"}) {
      assertThat(TerminalSize.parse(unknown)).isEqualTo(TerminalSize.USUAL);
    }
  }
}
