package dev.pinfold.archive;

import dev.pinfold.StoreCorruptException;
import dev.pinfold.StoreLockedException;
import dev.pinfold.archive.files.OwnerOnly;
import dev.pinfold.archive.files.SeenFile;
import dev.pinfold.archive.files.SystemRandom;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Says that a directory is owned: a lock of the operating system on the file {@code .lock}, which
 * ends with the process however that ends. The file {@code lock} names the holder, for people, and
 * carries a token of this one ownership.
 *
 * <p>POSIX takes a process's locks on a file away as soon as that process closes any descriptor of
 * it, so nobody but this class should ever open {@code .lock}; who copies the whole directory in
 * the owner's process still does. Hence the owner {@link #renew renews} its lock now and then, and
 * {@link #intruder looks} whether another has written its token meanwhile.
 *
 * <p>To be renewed the lock is two, on one byte each, that are always taken in the same order: so
 * the one can be given up and taken again while the other keeps everybody out.
 */
final class OwnerLock implements Closeable {
  /** The file with the locks; always empty. */
  static final String FILE = ".lock";

  /** In the system properties, which all class loaders share. */
  private static final String HELD_BY_THIS_JVM = "dev.pinfold.owner:";

  /** Channels on a file that this process has locked already: closing them would unlock it. */
  private static final List<FileChannel> NEVER_CLOSED = new ArrayList<>(); // guarded by itself

  private final String property;
  private final OwnerWatch watch;
  private final FileChannel channel;
  private FileLock first; // null while an opening that will be refused has it
  private FileLock second; // null when another has it, and so the directory
  private volatile boolean lost;

  private OwnerLock(
      Path directory,
      String property,
      String token,
      FileChannel channel,
      FileLock first,
      FileLock second) {
    this.property = property;
    this.watch = new OwnerWatch(directory, token, System::nanoTime);
    this.channel = channel;
    this.first = first;
    this.second = second;
  }

  /**
   * Takes the lock.
   *
   * @param directory exists
   * @throws StoreLockedException when another holds it
   */
  static OwnerLock take(Path directory) throws IOException {
    Path real = directory.toRealPath();
    requireFile(real.resolve(FILE));
    requireFile(real.resolve(OwnerText.FILE));
    String token = new UUID(SystemRandom.nextLong(), SystemRandom.nextLong()).toString();
    String property = HELD_BY_THIS_JVM + identity(real);
    if (System.getProperties().putIfAbsent(property, token) != null) {
      throw heldByThisProcess(directory, null);
    }
    try {
      return take(directory, real, property, token);
    } catch (IOException | RuntimeException | Error e) {
      System.getProperties().remove(property);
      throw e;
    }
  }

  /** A pipe, opened for writing, would wait until somebody reads it. */
  private static void requireFile(Path file) throws IOException {
    Optional<SeenFile.Kind> instead = SeenFile.instead(file, SeenFile.Kind.FILE);
    if (instead.isPresent()) {
      throw new StoreCorruptException(
          file,
          0,
          SeenFile.Kind.FILE.words(),
          instead.get().words(),
          "Remove it: an opening makes it again");
    }
  }

  /** The same for all paths to a directory, where the system has such a thing. */
  private static Object identity(Path real) throws IOException {
    Object key = Files.readAttributes(real, BasicFileAttributes.class).fileKey();
    return key == null ? real : key;
  }

  private static OwnerLock take(Path directory, Path real, String property, String token)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            real.resolve(FILE),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            OwnerOnly.FILE);
    try {
      FileLock first = lock(channel, 0);
      FileLock second = first == null ? null : lock(channel, 1);
      if (second == null) {
        throw new StoreLockedException(
            "the store "
                + directory
                + " is open in another process: "
                + holder(real)
                + ". End that process, or wait for it",
            null);
      }
      describe(real.resolve(OwnerText.FILE), token);
      return new OwnerLock(real, property, token, channel, first, second);
    } catch (OverlappingFileLockException e) {
      synchronized (NEVER_CLOSED) {
        NEVER_CLOSED.add(channel);
      }
      throw heldByThisProcess(directory, e);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private static FileLock lock(FileChannel channel, int at) throws IOException {
    return channel.tryLock(at, 1, false);
  }

  private static StoreLockedException heldByThisProcess(Path directory, Throwable cause) {
    return new StoreLockedException(
        "the store "
            + directory
            + " is open in this process already. Close it there, or share that one",
        cause);
  }

  private static String holder(Path directory) throws IOException {
    return OwnerText.read(directory).map(OwnerText::name).orElse("it does not say which");
  }

  private static void describe(Path file, String token) throws IOException {
    ProcessHandle self = ProcessHandle.current();
    String name =
        "process "
            + self.pid()
            + self.info().command().map(command -> " (" + command + ")").orElse("");
    String text = new OwnerText(name, token).text();
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING),
            OwnerOnly.FILE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /**
   * Takes the lock again, in case it was lost: {@link #intruder} tells when another was quicker. By
   * one thread, which nobody interrupts: an interrupt would close the channel.
   */
  void renew() throws IOException {
    if (first != null && second != null) {
      second.release();
      second = lock(channel, 1);
      if (second == null) {
        lost = true;
      } else {
        first.release();
      }
    }
    if (second != null) {
      first = lock(channel, 0);
    }
  }

  /**
   * Who has opened the directory although this holds it, as it describes itself; empty as long as
   * nobody has. Reads a small file. Thread-safe.
   */
  Optional<String> intruder() {
    return intruder(watch::other);
  }

  /** The same, but reads the file only when it looks changed: for where an append waits. */
  Optional<String> intruderIfChanged() {
    return intruder(watch::otherIfChanged);
  }

  private interface Look {
    Optional<String> other() throws IOException;
  }

  private Optional<String> intruder(Look look) {
    try {
      Optional<String> other = look.other();
      if (other.isPresent()) {
        return other;
      }
    } catch (IOException e) {
      return lost ? Optional.of("a process that cannot be told: " + e) : Optional.empty();
    }
    return lost ? Optional.of("a process that does not say which") : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      System.getProperties().remove(property);
    }
  }
}
