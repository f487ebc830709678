package dev.pinfold.tools;

import dev.pinfold.StoreLockedException;
import dev.pinfold.durable.PinfoldStore;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Opens a store for reading a queue, waiting for a message when asked to. A store has one owner
 * process, so nothing can arrive while this process has it open: the wait lets go of the store and
 * looks again when another process has had it, and now and then where leases may end meanwhile.
 */
final class StoreWait {
  /** How often to look without being told: the end of another's ownership changes no file. */
  private static final long LOOK_AGAIN_MILLIS = 100;

  /** How often to open a store that holds leased messages: others can use it in between. */
  private static final long LEASES_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path directory;
  private final Console console;
  private final String queue;
  private final long deadlineNanos;

  private StoreWait(Path directory, Console console, String queue, Duration patience) {
    this.directory = directory;
    this.console = console;
    this.queue = queue;
    this.deadlineNanos = System.nanoTime() + nanos(patience);
  }

  private static long nanos(Duration patience) {
    long farthest = Long.MAX_VALUE / 2;
    return patience.compareTo(Duration.ofNanos(farthest)) > 0 ? farthest : patience.toNanos();
  }

  /** Opens the store; with patience, once the queue has a message or the time is over. */
  static PinfoldStore open(Path directory, Console console, String queue, Duration patience)
      throws IOException, InterruptedException {
    return patience == null
        ? Stores.openExisting(directory, console)
        : new StoreWait(directory, console, queue, patience).open();
  }

  private PinfoldStore open() throws IOException, InterruptedException {
    Stores.requireStore(directory);
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      directory.register(
          watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      while (true) {
        PinfoldStore store = openWhenFree(watch);
        OwnerMark own;
        boolean leases;
        try {
          if (remainingNanos() <= 0 || store.queue(queue).peekOldest().isPresent()) {
            return store;
          }
          leases = store.queue(queue).count() > 0;
          own = OwnerMark.of(directory);
        } catch (Throwable e) {
          store.close();
          throw e;
        }
        store.close();
        awaitOtherOwner(watch, own, leases ? LEASES_NANOS : Long.MAX_VALUE);
      }
    }
  }

  private PinfoldStore openWhenFree(WatchService watch) throws InterruptedException {
    while (true) {
      try {
        return Stores.openExisting(directory, console);
      } catch (StoreLockedException e) {
        if (remainingNanos() <= 0) {
          throw e;
        }
        pause(watch);
      }
    }
  }

  /** Waits until another process has had the store, or for so long. */
  private void awaitOtherOwner(WatchService watch, OwnerMark own, long mostNanos)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (remainingNanos() > 0
        && System.nanoTime() - start < mostNanos
        && own.equals(OwnerMark.of(directory))) {
      pause(watch);
    }
  }

  private void pause(WatchService watch) throws InterruptedException {
    long nanos = Math.min(remainingNanos(), TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MILLIS));
    WatchKey key = watch.poll(Math.max(1, nanos), TimeUnit.NANOSECONDS);
    if (key != null) {
      key.pollEvents();
      key.reset();
    }
  }

  private long remainingNanos() {
    return deadlineNanos - System.nanoTime();
  }
}
