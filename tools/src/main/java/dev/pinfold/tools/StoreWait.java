package dev.pinfold.tools;

import dev.pinfold.MessageQueue;
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
 * looks again when another process has had it.
 */
final class StoreWait {
  /** How often to look without being told: the end of another's ownership changes no file. */
  private static final long LOOK_AGAIN_MILLIS = 100;

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
        try {
          if (isWorthHaving(store)) {
            return store;
          }
          own = OwnerMark.of(directory);
        } catch (Throwable e) {
          store.close();
          throw e;
        }
        store.close();
        awaitOtherOwner(watch, own);
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

  /** Whether there is a message, or no time left; leased messages can come back while we own it. */
  private boolean isWorthHaving(PinfoldStore store) throws InterruptedException {
    MessageQueue<byte[]> messages = store.queue(queue);
    Duration inside = messages.count() > 0 ? Duration.ofNanos(remainingNanos()) : Duration.ZERO;
    return messages.peekOldest(inside).isPresent() || remainingNanos() <= 0;
  }

  private void awaitOtherOwner(WatchService watch, OwnerMark own)
      throws IOException, InterruptedException {
    while (remainingNanos() > 0 && own.equals(OwnerMark.of(directory))) {
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
