package dev.pinfold.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waiting for a future's outcome in the caller's own terms. */
final class Futures {
  private Futures() {}

  /** The outcome, with a failure as itself rather than wrapped. */
  static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw asUnchecked(e.getCause());
    }
  }

  static RuntimeException asUnchecked(Throwable failure) {
    if (failure instanceof RuntimeException unchecked) {
      return unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(failure);
  }
}
