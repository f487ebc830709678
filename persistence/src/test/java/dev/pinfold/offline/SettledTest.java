package dev.pinfold.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class SettledTest {
  private static final int SOUND = -1;
  private int looks;

  /** Looks at what there is at each look, a place or nothing, until that settles. */
  private int settle(IntFunction<Integer> seen) {
    Function<Integer, Optional<Damage>> trouble =
        place ->
            place == SOUND
                ? Optional.empty()
                : Optional.of(new Damage(Path.of("a"), place, "", "look " + looks));
    return Settled.look(() -> seen.apply(++looks), trouble, place -> SOUND);
  }

  @Test
  void whatIsSoundIsBelievedAtOnce() {
    assertThat(settle(look -> SOUND)).isEqualTo(SOUND);
    assertThat(looks).isEqualTo(1);
  }

  @Test
  void whatIsWrongTwiceAtAPlaceIsWrong() {
    assertThat(settle(look -> 7)).isEqualTo(7);
    assertThat(looks).isEqualTo(2);
  }

  @Test
  void whatWasWrongOnceIsNot() {
    assertThat(settle(look -> look == 3 ? SOUND : look)).isEqualTo(SOUND);
    assertThat(looks).isEqualTo(3);
  }

  @Test
  void whatIsElsewhereEachTimeWasBeingWritten() {
    assertThat(settle(look -> look)).isEqualTo(SOUND);
    assertThat(looks).isGreaterThan(10);
  }

  @Test
  void aFileThatWentIsNoFinding() {
    assertThat(
            settle(
                look -> look % 2 == 0 ? fail(new NoSuchFileException("b")) : look < 9 ? 7 : SOUND))
        .isEqualTo(SOUND);
    assertThat(looks).isEqualTo(9);
  }

  /** Misses, however many, are no looks at what is wrong. */
  @Test
  void whatIsWrongBehindManyMissesIsWrong() {
    assertThat(settle(look -> look <= 60 ? fail(new NoSuchFileException("b")) : 7)).isEqualTo(7);
    assertThat(looks).isEqualTo(62);
  }

  @Test
  void aFileThatIsNeverThereIsAFailure() {
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> settle(look -> fail(new NoSuchFileException("b"))))
        .withCauseInstanceOf(NoSuchFileException.class);
    assertThat(looks).isGreaterThan(10);
  }

  @Test
  void whatCannotBeReadIsAFailureAtOnce() {
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> settle(look -> fail(new AccessDeniedException("b"))))
        .withCauseInstanceOf(AccessDeniedException.class);
    assertThat(looks).isEqualTo(1);
  }

  private static int fail(IOException e) {
    throw new UncheckedIOException(e);
  }
}
