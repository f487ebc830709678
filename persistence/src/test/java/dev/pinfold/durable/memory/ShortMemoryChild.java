package dev.pinfold.durable.memory;

import dev.pinfold.Outcome;
import dev.pinfold.PinfoldException;
import dev.pinfold.QueuePolicy;
import dev.pinfold.StoreFailedException;
import dev.pinfold.archive.snapshot.SnapshotPolicy;
import dev.pinfold.durable.PinfoldStore;
import dev.pinfold.durable.StoreOptions;
import dev.pinfold.model.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/**
 * A process that calls a store while its heap is full but for a few bytes, a few more each time
 * until the call is done: {@code DIR SEED STEPS}. After each try the store must hold what it held
 * before, or what the call should have made of it; one that failed is opened again. Prints how
 * often what happened.
 */
final class ShortMemoryChild {
  private static final int WARM_UP = 400; // steps with all the memory, so that classes are there
  private static final int FULL_CHECK_EVERY = 20;

  private final Path directory;
  private final Random random;
  private final SettableClock clock = new SettableClock(1_800_000_000_000L);
  private final Ballast ballast = new Ballast();
  private Model model = new Model(clock.millis());
  private PinfoldStore store;
  private int outOfMemory;
  private int before;
  private int after;
  private int failed;

  private ShortMemoryChild(Path directory, long seed) {
    this.directory = directory;
    this.random = new Random(seed);
    this.store = open();
  }

  public static void main(String[] arguments) {
    ShortMemoryChild child =
        new ShortMemoryChild(Path.of(arguments[0]), Long.parseLong(arguments[1]));
    int steps = Integer.parseInt(arguments[2]);
    for (int i = 0; i < WARM_UP + steps; i++) {
      child.step(i);
    }
    child.reopen();
    child.store.close();
    System.out.printf(
        "outOfMemory %d, before %d, after %d, failed %d%n",
        child.outOfMemory, child.before, child.after, child.failed);
  }

  private PinfoldStore open() {
    PinfoldStore opened =
        PinfoldStore.open(
            directory,
            StoreOptions.DEFAULTS
                .withSegmentBytes(256 << 10)
                .withResidentBytes(64 << 10)
                .withSnapshots(new SnapshotPolicy(0, 1 << 20, Duration.ZERO, true))
                .withClock(clock));
    Model.QUEUES.forEach(
        (name, durability) -> {
          if (!opened.exists(name)) {
            opened.queue(name, QueuePolicy.MEMORY.withDurability(durability));
          }
        });
    return opened;
  }

  /** A call with a little more memory each time, until it is done. */
  private void step(int number) {
    if (random.nextInt(10) == 0) {
      clock.advance(random.nextInt(8_000) - 2_000);
      model.now(clock.millis());
    }
    Step step = Step.random(random, model);
    Model expected = model.copy();
    step.effect().accept(expected);
    int free = number < WARM_UP ? Integer.MAX_VALUE : 0;
    while (!isOver(number, step, free, expected)) {
      free += Math.max(Ballast.GRAIN, free / 64);
    }
  }

  private boolean isOver(int number, Step step, int free, Model expected) {
    Throwable thrown = call(step, free);
    try {
      return judge(thrown, expected, number % FULL_CHECK_EVERY == 0);
    } catch (Throwable e) {
      e.addSuppressed(thrown == null ? new Exception("nothing was thrown") : thrown);
      throw new IllegalStateException("step " + number + ", " + step.name() + ", free " + free, e);
    }
  }

  private Throwable call(Step step, int free) {
    try {
      if (free < Integer.MAX_VALUE) {
        ballast.fill(free);
      }
      step.call().accept(store);
      return null;
    } catch (Throwable e) {
      return e;
    } finally {
      ballast.drop();
    }
  }

  /** Whether that is not to be tried again: it was done, or the store is another one. */
  private boolean judge(Throwable thrown, Model expected, boolean inFull) {
    if (thrown == null) {
      model = expected;
      if (inFull) {
        require(model.difference(store, false));
      }
      return true;
    } else if (thrown instanceof PinfoldException e) {
      failed++;
      openAfterFailure();
      adopt(true, expected, e.outcome() == Outcome.NOT_DONE);
      return true;
    } else if (isOutOfMemory(thrown)) {
      outOfMemory++;
      boolean failedUntold = hasFailed();
      if (failedUntold) {
        openAfterFailure();
      }
      adopt(failedUntold, expected, false);
      return failedUntold || model == expected;
    } else {
      throw new IllegalStateException("the memory was short, and this is no answer", thrown);
    }
  }

  private static boolean isOutOfMemory(Throwable thrown) {
    return thrown instanceof OutOfMemoryError
        || (thrown instanceof InternalError && thrown.getCause() instanceof OutOfMemoryError);
  }

  /** Memory may have been too short to tell that the store failed in the call. */
  private boolean hasFailed() {
    try {
      long unused = store.snapshot();
      return false;
    } catch (StoreFailedException e) {
      return true;
    }
  }

  private void openAfterFailure() {
    try {
      store.close();
    } catch (PinfoldException e) {
      // it failed before
    }
    store = open();
  }

  private void reopen() {
    store.close();
    store = open();
    model.restart();
    require(model.difference(store, false));
  }

  /** The store holds the one or the other, whole. */
  private void adopt(boolean restarted, Model expected, boolean notDone) {
    String toBefore = model.difference(store, restarted);
    if (toBefore == null) {
      before++;
    } else {
      String toAfter =
          notDone ? "it says that nothing was done" : expected.difference(store, restarted);
      if (toAfter != null) {
        throw new IllegalStateException(
            "neither as before (" + toBefore + ") nor as after (" + toAfter + ")");
      }
      after++;
      model = expected;
    }
    if (restarted) {
      model.restart();
    }
  }

  private static void require(String difference) {
    if (difference != null) {
      throw new IllegalStateException(difference);
    }
  }
}
