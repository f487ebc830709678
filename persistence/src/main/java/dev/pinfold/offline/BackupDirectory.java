package dev.pinfold.offline;

import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.files.DirectoryTree;
import dev.pinfold.archive.files.OwnerOnly;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A directory with the runs of a backup, for one to write to while this is open:
 *
 * <pre>
 * 20261126T131500.123Z/              a run: a store, and the file {@code backup}
 * 20261126T141500.087Z.unfinished/   one that is being made or removed, or was interrupted
 * runs.lock                          locked by who writes; empty
 * </pre>
 *
 * <p>A run gets its name when it is whole, and loses it before anything in it goes.
 */
final class BackupDirectory implements Closeable {
  static final String LOCK = "runs.lock";

  /** Those that are open in this process, where the system's lock says nothing. */
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final Path real;
  private final FileChannel lock;

  private BackupDirectory(Path path, Path real, FileChannel lock) {
    this.path = path;
    this.real = real;
    this.lock = lock;
  }

  /**
   * Opens one; it is made when it is missing, and what was interrupted in it is removed.
   *
   * @param storeId the store whose runs it may have
   * @throws IOException when there is something else, runs of another store, or another writer
   * @throws NoStoreException when what has the name of a run is none
   */
  static BackupDirectory open(Path path, UUID storeId) throws IOException {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new IOException(path + " is no directory; choose another place");
    }
    Runs.in(path).requireOf(storeId, path.resolve(LOCK)); // before anything is written
    OwnerOnly.createDirectories(path, Device.SYSTEM);
    BackupDirectory opened = lock(path);
    try {
      Runs runs = Runs.in(path);
      runs.requireOf(storeId, path.resolve(LOCK)); // another one may have written meanwhile
      for (Path left : runs.unfinished()) {
        DirectoryTree.delete(left);
      }
      return opened;
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static BackupDirectory lock(Path path) throws IOException {
    Path real = path.toRealPath();
    if (!OPEN.add(real)) {
      throw isBusy(path);
    }
    try {
      return new BackupDirectory(path, real, lockFile(path));
    } catch (IOException | RuntimeException e) {
      OPEN.remove(real);
      throw e;
    }
  }

  private static FileChannel lockFile(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolve(LOCK),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            OwnerOnly.FILE);
    try {
      FileLock held = channel.tryLock(); // until the channel is closed
      if (held == null) {
        throw isBusy(path);
      }
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static IOException isBusy(Path path) {
    return new IOException("another backup is just written to " + path + "; wait for its end");
  }

  /** The newest run, if there is one. */
  Optional<StoreFiles> newest() throws IOException {
    return Runs.in(path).newest().map(Map.Entry::getValue);
  }

  /** The name of a new run, later than all others. */
  RunName begin(InstantSource clock) throws IOException {
    RunName now = new RunName(clock.instant());
    return Runs.in(path)
        .newest()
        .map(Map.Entry::getKey)
        .filter(newest -> newest.compareTo(now) >= 0)
        .map(RunName::next)
        .orElse(now);
  }

  /** Where a run is made. */
  Path unfinished(RunName run) {
    return path.resolve(run.unfinished());
  }

  /** Gives a run its name; durable on return. */
  Path finish(RunName run) throws IOException {
    Path directory = path.resolve(run.finished());
    Files.move(unfinished(run), directory, StandardCopyOption.ATOMIC_MOVE);
    Device.SYSTEM.forceDirectory(path);
    return directory;
  }

  /**
   * Removes all but the newest runs.
   *
   * @return those that went, oldest first
   */
  List<Path> keepNewest(int wanted) throws IOException {
    List<RunName> runs = Runs.in(path).finished();
    List<RunName> going = runs.subList(0, Math.max(0, runs.size() - wanted));
    List<Path> gone = new ArrayList<>();
    for (RunName run : going) {
      Path directory = path.resolve(run.finished());
      Files.move(directory, unfinished(run), StandardCopyOption.ATOMIC_MOVE);
      gone.add(directory);
    }
    Device.SYSTEM.forceDirectory(path);
    for (RunName run : going) {
      DirectoryTree.delete(unfinished(run));
    }
    return gone;
  }

  @Override
  public void close() throws IOException {
    try {
      lock.close();
    } finally {
      OPEN.remove(real);
    }
  }
}
