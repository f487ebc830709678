package dev.pinfold.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pinfold.Outcome;
import dev.pinfold.StoreFailedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Forces that fail while many additions are on their way. */
class AcknowledgerTest {
  /** What the output throws, or null. */
  private volatile Throwable broken;

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final OutputStream breakable =
      new OutputStream() {
        @Override
        public void write(int b) throws IOException {
          if (broken instanceof IOException failure) {
            throw failure;
          }
          if (broken instanceof Error failure) {
            throw failure;
          }
          output.write(b);
        }
      };
  private final Console console =
      new Console(
          new ByteArrayInputStream(new byte[0]),
          breakable,
          new ByteArrayOutputStream(),
          Terminal.NONE);
  private final Acknowledger acknowledger = new Acknowledger(console, true, -1);
  private int line;

  @AfterEach
  void close() {
    acknowledger.close();
  }

  private CompletableFuture<Long> expect() throws InterruptedException {
    CompletableFuture<Long> addition = new CompletableFuture<>();
    Lines.Place place = new Lines.Place("f", ++line);
    acknowledger.admit(1);
    acknowledger.expect(new Acknowledger.Addition(new Lines(place, place, 1), 1, addition));
    return addition;
  }

  private static StoreFailedException failure(Outcome outcome) {
    return new StoreFailedException(outcome, "The force failed.", null);
  }

  private void assertFails(String message) {
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(acknowledger::finish)
        .withMessage(message);
  }

  @Test
  void whatIsOnItsWayIsWaitedForAndWhatNobodyKnowsIsNamed() throws InterruptedException {
    for (long number = 1; number <= 10; number++) {
      assertThat(expect().complete(number)).isTrue();
    }
    CompletableFuture<Long> eleven = expect();
    CompletableFuture<Long> twelve = expect();
    assertThat(expect().completeExceptionally(failure(Outcome.NOT_DONE))).isTrue();
    assertThat(twelve.completeExceptionally(failure(Outcome.UNKNOWN))).isTrue();
    assertThat(acknowledger.hasFailed()).isFalse();
    assertThat(eleven.completeExceptionally(failure(Outcome.UNKNOWN))).isTrue();
    assertFails(
        "f line 11: The force failed. Added before it, and there to stay: 10; whether f lines 11"
            + " to 12 are there is unknown");
    assertThat(output.toString(StandardCharsets.UTF_8))
        .isEqualTo("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n");
  }

  @Test
  void whatSucceededBehindAFailureIsToldApart() throws InterruptedException {
    assertThat(expect().complete(1L)).isTrue();
    assertThat(expect().completeExceptionally(failure(Outcome.NOT_DONE))).isTrue();
    assertThat(expect().complete(3L)).isTrue();
    assertFails("f line 2: The force failed. Added before it, and there to stay: 1; after it: 1");
    assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("1\n");
  }

  /** Some are still on their way, and nothing more should join them. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void anOutputThatFailsIsNoticedAtTheFirstNumber() throws InterruptedException {
    broken = new IOException("Broken pipe");
    CompletableFuture<Long> one = expect();
    CompletableFuture<Long> two = expect();
    assertThat(one.complete(1L)).isTrue();
    while (!acknowledger.hasFailed()) {
      Thread.onSpinWait();
    }
    assertThat(two.complete(2L)).isTrue();
    assertFails("standard output: Broken pipe. Added, and there to stay: 2, up to f line 2");
  }

  @Test
  @Timeout(60)
  void whateverIsThrownFailsTheCommand() throws InterruptedException {
    broken = new OutOfMemoryError("Java heap space");
    assertThat(expect().complete(1L)).isTrue();
    assertThat(expect().completeExceptionally(new IllegalStateException())).isTrue();
    assertThat(expect().complete(3L)).isTrue();
    assertFails(
        "f line 2: IllegalStateException. Added before it, and there to"
            + " stay: 1; after it: 1; whether f line 2 is there is unknown");
  }

  @Test
  @Timeout(60)
  void anErrorOfTheJvmFailsTheCommand() throws InterruptedException {
    broken = new OutOfMemoryError("Java heap space");
    assertThat(expect().complete(1L)).isTrue();
    assertFails(
        "OutOfMemoryError: Java heap space (--stacktrace shows where). Added, and there to stay: 1,"
            + " up to f line 1");
  }
}
