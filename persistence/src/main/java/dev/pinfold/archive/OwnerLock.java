package dev.pinfold.archive;

import dev.pinfold.StoreLockedException;
import dev.pinfold.archive.files.OwnerOnly;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says that a directory is owned: a lock of the operating system on the file {@code lock}, which
 * ends with the process however that ends. The file also names the holder, for people.
 */
final class OwnerLock implements Closeable {
  static final String FILE = "lock";

  /**
   * A second channel on the file, once closed, would drop the lock of this process: ask here first.
   */
  private static final Set<Path> HELD_BY_THIS_JVM = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private OwnerLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @param directory exists
   * @throws StoreLockedException when another holds it
   */
  static OwnerLock take(Path directory) throws IOException {
    Path real = directory.toRealPath();
    if (!HELD_BY_THIS_JVM.add(real)) {
      throw new StoreLockedException(
          "the store "
              + directory
              + " is open in this process already. Close it there, or share"
              + " that one",
          null);
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              real.resolve(FILE),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              OwnerOnly.FILE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new StoreLockedException(
            "the store "
                + directory
                + " is open in another process: "
                + holder(real)
                + ". End that process, or wait for it",
            null);
      }
      describe(channel);
      return new OwnerLock(real, channel);
    } catch (IOException | RuntimeException e) {
      HELD_BY_THIS_JVM.remove(real);
      if (channel != null) {
        channel.close();
      }
      throw e;
    }
  }

  private static String holder(Path directory) throws IOException {
    String text = Files.readString(directory.resolve(FILE), StandardCharsets.UTF_8).strip();
    return text.isEmpty() ? "it does not say which" : text;
  }

  private static void describe(FileChannel channel) throws IOException {
    ProcessHandle self = ProcessHandle.current();
    String text =
        "process "
            + self.pid()
            + self.info().command().map(command -> " (" + command + ")").orElse("")
            + "\n";
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD_BY_THIS_JVM.remove(directory);
    }
  }
}
