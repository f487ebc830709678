package dev.pinfold.archive.journal;

import dev.pinfold.Outcome;
import dev.pinfold.StoreFailedException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Remembers the first failure of a journal, which ends its writing for good. Thread-safe. */
final class FailureLatch {
  private final AtomicReference<Throwable> cause = new AtomicReference<>();
  private final Consumer<Throwable> onFailure;

  FailureLatch(Consumer<Throwable> onFailure) {
    this.onFailure = onFailure;
  }

  /** Notes a failure; only the first is kept and told to the listener. */
  void trip(Throwable failure) {
    if (cause.compareAndSet(null, failure)) {
      onFailure.accept(failure);
    }
  }

  /** What failed, or null. */
  Throwable cause() {
    return cause.get();
  }

  void requireUnbroken() {
    if (cause.get() != null) {
      throw exception(Outcome.NOT_DONE);
    }
  }

  /** The exception for a call that meets the failure. */
  StoreFailedException exception(Outcome outcome) {
    Throwable failure = cause.get();
    return new StoreFailedException(
        outcome,
        "The journal failed and writes no more: "
            + failure
            + ". Close the store and open it again.",
        failure);
  }
}
