package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LoggingTest {
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final Console console =
      new Console(
          InputStream.nullInputStream(), OutputStream.nullOutputStream(), errors, Terminal.NONE);

  @Test
  void isOffUnlessAskedFor() {
    assertThat(Logging.level(null, console)).isEqualTo("off");
    assertThat(Logging.level("", console)).isEqualTo("off");
    assertThat(Logging.level("WARN", console)).isEqualTo("warn");
    assertThat(errors.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void aLevelThatIsNoneIsMentioned() {
    assertThat(Logging.level("bogus", console)).isEqualTo("info");
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "pinfold: PINFOLD_LOG is bogus, none of error, warn, info and debug; it means info\n");
  }
}
