package dev.pinfold.archive.journal;

import dev.pinfold.archive.files.Device;
import dev.pinfold.archive.files.FileWrites;
import dev.pinfold.archive.files.OwnerOnly;
import dev.pinfold.archive.files.SeenFile;
import dev.pinfold.archive.files.Shielded;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** The segment files of a directory: listed, filled, mapped, forced, moved. */
final class SegmentFiles {
  /** No segment is made as large; and some more bytes are none of a buffer's in later Javas. */
  private static final int MOST_MAPPED = Integer.MAX_VALUE & ~0xFFF;

  /** How a segment's file is made. */
  enum Fill {
    /**
     * On the device, with its name, before it is used; in small writes, since larger ones make
     * large folios, and each force would write a whole one (docs/design/0004).
     */
    FORCED(16 << 10),

    /**
     * In the page cache, as quickly as can be; the first force brings it to the device. Only the
     * start in a small write: it is forced by itself when the file is used again.
     */
    QUICK(1 << 20);

    private static final int START_BYTES = 16 << 10;

    private final int writeBytes;

    Fill(int writeBytes) {
      this.writeBytes = writeBytes;
    }
  }

  private SegmentFiles() {}

  /** What is present under the name of a segment file; no file is damage. */
  record Entry(int segment, Path file, SeenFile seen) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      return Integer.compare(segment, other.segment);
    }

    long bytes() {
      return seen.bytes();
    }
  }

  /**
   * All segment files in the order of their numbers; none when the directory is not there. Beside a
   * writer those that go meanwhile are left out.
   */
  static List<Entry> list(Path directory) throws IOException {
    List<Entry> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(SeenFile.directory(directory))) {
      for (Path file : files) {
        var number = SegmentName.parse(file);
        if (number.isPresent()) {
          addIfThere(found, number.getAsInt(), file);
        }
      }
    } catch (NoSuchFileException e) {
      return found;
    }
    Collections.sort(found);
    return found;
  }

  private static void addIfThere(List<Entry> found, int number, Path file) throws IOException {
    try {
      found.add(new Entry(number, file, SeenFile.at(file)));
    } catch (NoSuchFileException e) {
      return; // deleted or moved since it was listed
    }
  }

  /** Deletes what an earlier run left half done: files being filled, dead files. */
  static void removeTemporaries(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(SeenFile.directory(directory))) {
      for (Path file : files) {
        if (SegmentName.isTemporary(file)) {
          Files.delete(file);
        }
      }
    }
  }

  /** The bytes of all files of the journal in the directory, half-made and dead ones included. */
  static long totalBytes(Path directory) throws IOException {
    long sum = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(SeenFile.directory(directory))) {
      for (Path file : files) {
        if (SegmentName.parse(file).isPresent() || SegmentName.isTemporary(file)) {
          sum += sizeOrNothing(file);
        }
      }
    }
    return sum;
  }

  private static long sizeOrNothing(Path file) throws IOException {
    try {
      return SeenFile.at(file).bytes();
    } catch (NoSuchFileException e) {
      return 0; // deleted meanwhile
    }
  }

  /**
   * Makes a zero-filled, fully allocated file and gives it its name last, so that no crash leaves a
   * half-made segment; an older file of that name is replaced. The name is durable on return.
   *
   * @param reuse a dead file to be zeroed again, or null for a new one
   */
  static void create(Path target, int bytes, Path reuse, Fill how, Device device)
      throws IOException {
    Path temporary = target.resolveSibling(target.getFileName() + SegmentName.TEMPORARY_SUFFIX);
    if (reuse != null) {
      Files.move(reuse, temporary, StandardCopyOption.REPLACE_EXISTING);
    }
    try {
      Shielded.run(
          () -> {
            fill(temporary, bytes, how, device);
            return null;
          });
    } catch (IOException | RuntimeException | Error e) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
    Files.move(
        temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    device.forceDirectory(target.getParent());
  }

  /**
   * Zeroes a dead file, through its mapping, and gives it a new name, which is durable on return;
   * of its content only that it has no header any more, since the former one must not show under
   * that name.
   *
   * @param memory of the file; each page of it was written to afterwards
   */
  static void renew(Path dead, SegmentMemory memory, Path target, Device device)
      throws IOException {
    zero(memory.written());
    device.forceRange(dead, memory.written(), 0, SegmentHeader.BYTES);
    Files.move(dead, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    device.forceDirectory(target.getParent());
  }

  private static void zero(ByteBuffer bytes) {
    ByteBuffer zeros = ByteBuffer.allocate(Fill.FORCED.writeBytes);
    for (int at = 0; at < bytes.capacity(); at += zeros.capacity()) {
      bytes.put(at, zeros, 0, Math.min(zeros.capacity(), bytes.capacity() - at));
    }
  }

  private static void fill(Path file, int bytes, Fill how, Device device) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnerOnly.FILE)) {
      try (NativeBytes memory = NativeBytes.allocate(how.writeBytes)) {
        ByteBuffer zeros = memory.buffer();
        channel.truncate(bytes);
        for (int at = 0; at < bytes; ) {
          int most = at == 0 ? Fill.START_BYTES : how.writeBytes;
          zeros.clear().limit(Math.min(most, bytes - at));
          at += channel.write(zeros, at);
        }
        if (how == Fill.FORCED) {
          device.forceFile(file, channel);
        }
      }
    }
  }

  /** Overwrites a whole file with zeros where it is, at this size, and forces it. */
  static void zero(Path file, int bytes, Device device) throws IOException {
    Shielded.run(
        () -> {
          fill(file, bytes, Fill.FORCED, device);
          return null;
        });
  }

  /** Forces a file that should hold nothing but zeros; when it does not, it is filled again. */
  static void settleZeros(Path file, int bytes, Device device) throws IOException {
    boolean zeroed;
    try (NativeBytes memory = mapReadOnly(file)) {
      zeroed = contentEnd(memory.buffer(), 0) == 0;
    }
    if (zeroed) {
      force(file, device);
    } else {
      zero(file, bytes, device);
    }
  }

  /** Overwrites the first bytes with zeros, a header's checksum first, and forces them. */
  static void zeroHead(Path file, int bytes, Device device) throws IOException {
    Shielded.run(
        () -> {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate(bytes);
            for (int end : new int[] {Integer.BYTES, bytes}) {
              zeros.limit(end);
              FileWrites.fully(channel, zeros, zeros.position());
            }
            device.forceFile(file, channel);
            return null;
          }
        });
  }

  /** Maps a whole file for reading. */
  static NativeBytes mapReadOnly(Path file) throws IOException {
    return map(file, MapMode.READ_ONLY, StandardOpenOption.READ);
  }

  /** Maps a whole file for writing and forcing. */
  static NativeBytes mapReadWrite(Path file) throws IOException {
    return map(file, MapMode.READ_WRITE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static NativeBytes map(Path file, MapMode mode, StandardOpenOption... options)
      throws IOException {
    return Shielded.run(
        () -> {
          try (FileChannel channel = FileChannel.open(file, options)) {
            return NativeBytes.map(channel, mode, (int) Math.min(channel.size(), MOST_MAPPED));
          }
        });
  }

  /** Forces a file's content and size to the device. */
  static void force(Path file, Device device) throws IOException {
    Shielded.run(
        () -> {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            device.forceFile(file, channel);
            return null;
          }
        });
  }

  /**
   * Writes a range of a file again, as it is, and forces the file: also what an earlier force
   * failed to bring to the device, and what the kernel believes to be there since. A crash in the
   * middle changes nothing.
   */
  static void forceAgain(Path file, int from, int to, Device device) throws IOException {
    Shielded.run(
        () -> {
          try (FileChannel channel =
                  FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
              NativeBytes memory = NativeBytes.allocate(Fill.FORCED.writeBytes)) {
            ByteBuffer piece = memory.buffer();
            int end = (int) Math.min(to, channel.size());
            for (int at = from; at < end; ) {
              int read =
                  channel.read(piece.clear().limit(Math.min(piece.capacity(), end - at)), at);
              if (read < 0) {
                throw new EOFException(file + " became shorter");
              }
              FileWrites.fully(channel, piece.flip(), at);
              at += read;
            }
            device.forceFile(file, channel);
            return null;
          }
        });
  }

  /** Keeps a copy of a file under another name; whole, and on the device, when it has that name. */
  static void keepCopy(Path file, Path copy, Device device) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + SegmentName.TEMPORARY_SUFFIX);
    Files.copy(file, temporary, StandardCopyOption.REPLACE_EXISTING);
    force(temporary, device);
    Files.move(temporary, copy, StandardCopyOption.ATOMIC_MOVE);
    device.forceDirectory(file.getParent());
  }

  /** Where the last byte that is not zero ends, at {@code from} or behind; {@code from} if none. */
  static int contentEnd(ByteBuffer file, int from) {
    int at = file.limit();
    while (at - from >= 8 && file.getLong(at - 8) == 0) {
      at -= 8;
    }
    while (at > from && file.get(at - 1) == 0) {
      at--;
    }
    return at;
  }
}
