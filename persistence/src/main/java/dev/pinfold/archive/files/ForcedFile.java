package dev.pinfold.archive.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * New files whose content is on the device when they are made; their names are not, before their
 * directory is forced. A file that has the name loses it, and stays as it is under others: it may
 * be linked elsewhere. An interrupt does not end the work, and is kept for the caller.
 */
public final class ForcedFile {
  private static final int BUFFER = 256 << 10;

  private ForcedFile() {}

  /** What lies behind the copied bytes, up to the size of a copy: zeros in either case. */
  public enum Rest {
    /** They have their place on the device, so that nothing that writes there finds it full. */
    ALLOCATED,

    /** They take no place, where the file system knows holes: for who only reads. */
    HOLE
  }

  /** Writes a small file. */
  public static void write(Path file, byte[] content) throws IOException {
    make(file, target -> writeAll(ByteBuffer.wrap(content), target));
  }

  /**
   * Copies the first bytes of a file.
   *
   * @param bytes how many; the file has them
   * @param size of the copy in bytes, that or more
   * @param rest how what lies behind them is filled
   * @throws EOFException when the file has fewer
   */
  public static void copy(Path from, long bytes, Path to, long size, Rest rest) throws IOException {
    make(
        to,
        target -> {
          try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ)) {
            copy(source, bytes, target, from);
          }
          fill(target, size, rest);
        });
  }

  /** What is to be in a file. */
  private interface Content {
    void writeTo(FileChannel target) throws IOException;
  }

  private static void make(Path file, Content content) throws IOException {
    Shielded.run(
        () -> {
          Files.deleteIfExists(file);
          try (FileChannel target =
              FileChannel.open(
                  file,
                  Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                  OwnerOnly.FILE)) {
            content.writeTo(target);
            Device.SYSTEM.forceFile(file, target);
            return null;
          }
        });
  }

  private static void copy(FileChannel source, long bytes, FileChannel target, Path from)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    for (long at = 0; at < bytes; at += buffer.limit()) {
      int read = source.read(buffer.clear().limit((int) Math.min(BUFFER, bytes - at)), at);
      if (read < 0) {
        throw new EOFException(from + " ends at byte " + at + ", not at " + bytes);
      }
      writeAll(buffer.flip(), target);
    }
  }

  private static void fill(FileChannel target, long size, Rest rest) throws IOException {
    long at = target.position();
    if (rest == Rest.HOLE && at < size) {
      at = size - 1;
      FileChannel unused = target.position(at);
    }
    ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(BUFFER, Math.max(0, size - at)));
    while (at < size) {
      writeAll(zeros.clear().limit((int) Math.min(zeros.capacity(), size - at)), target);
      at = target.position();
    }
  }

  private static void writeAll(ByteBuffer bytes, FileChannel target) throws IOException {
    while (bytes.hasRemaining()) {
      int unused = target.write(bytes);
    }
  }
}
