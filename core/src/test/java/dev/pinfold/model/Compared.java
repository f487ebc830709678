package dev.pinfold.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** The same call on the store and on the model, with the same outcome: a value or an exception. */
final class Compared {
  private final Consumer<String> trace;

  Compared(Consumer<String> trace) {
    this.trace = trace;
  }

  /**
   * Compares; what both threw is the answer null. Messages are compared as text, which tells the
   * order of headers, too.
   */
  <R> R call(String what, Supplier<R> real, Supplier<R> expected) {
    trace.accept(what);
    Outcome<R> wanted = outcome(expected);
    Outcome<R> seen = outcome(real);
    assertThat(seen.text()).as(what).isEqualTo(wanted.text());
    return seen.value();
  }

  private record Outcome<R>(R value, String text) {}

  private static <R> Outcome<R> outcome(Supplier<R> call) {
    try {
      R value = call.get();
      return new Outcome<>(value, String.valueOf(value));
    } catch (RuntimeException e) {
      return new Outcome<>(null, e.getClass().getName());
    }
  }
}
