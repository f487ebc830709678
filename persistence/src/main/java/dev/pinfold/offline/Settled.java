package dev.pinfold.offline;

import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Looks at a store beside its owner until what is seen can be believed. What is wrong in a store is
 * wrong the next time too, at the same place; what was seen in the middle of a write, or of a
 * segment's going, is not.
 */
final class Settled {
  private static final int MOST_LOOKS = 40;
  private static final int MOST_MISSED = 400; // looks in which a file went: nothing was wrong

  private Settled() {}

  /**
   * Looks until nothing is wrong, or twice the same.
   *
   * @param look takes a fresh look
   * @param trouble what is wrong in it
   * @param withoutTrouble the same as if that were nothing: when it is elsewhere each time the
   *     owner writes all the time, and each next look found whole what was wrong in the last one
   */
  static <L> L look(
      Supplier<L> look, Function<L, Optional<Damage>> trouble, UnaryOperator<L> withoutTrouble) {
    Optional<Damage> before = Optional.empty();
    int looks = 0;
    int missed = 0;
    while (true) {
      try {
        L now = look.get();
        Optional<Damage> wrong = trouble.apply(now);
        if (wrong.isEmpty() || (before.isPresent() && wrong.get().isWhere(before.get()))) {
          return now;
        }
        if (++looks == MOST_LOOKS) {
          return withoutTrouble.apply(now);
        }
        before = wrong;
      } catch (UncheckedIOException e) {
        if (!(e.getCause() instanceof NoSuchFileException) || ++missed == MOST_MISSED) {
          throw e;
        }
        before = Optional.empty(); // a file went between listing and reading
      }
      Pause.briefly();
    }
  }
}
