package dev.pinfold.durable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A store's directory from the outside: copied as a kill leaves it, damaged, removed. */
final class StoreFiles {
  private static final int PAGE = 16 * 1024;

  private StoreFiles() {}

  /**
   * Copies what a kill would leave at this moment. Nothing is appended meanwhile; snapshots and
   * prepared segments may be half written, as they may be at a kill.
   */
  static void copyAsKilled(PinfoldStore store, Path from, Path to) throws IOException {
    store.archive().lock().lock();
    try {
      copy(from, to);
    } finally {
      store.archive().lock().unlock();
    }
  }

  /** Copies a directory; files that vanish meanwhile are left out. */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path source : list(from)) {
      Path target = to.resolve(source.getFileName().toString());
      if (Files.isDirectory(source)) {
        copy(source, target);
      } else {
        copyFile(source, target);
      }
    }
  }

  /** Leaves out pages of zeros, so that prepared segments cost nothing. */
  private static void copyFile(Path source, Path target) throws IOException {
    try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer page = ByteBuffer.allocate(PAGE);
      long at = 0;
      while (in.read(page.clear(), at) > 0) {
        page.flip();
        int length = page.limit();
        boolean zeros = page.mismatch(ByteBuffer.allocate(length)) < 0;
        if (!zeros || at + length == in.size()) {
          out.write(page, at);
        }
        at += length;
      }
    } catch (NoSuchFileException e) {
      return; // pruned meanwhile
    }
  }

  /** The entries of a directory by name; none when it is missing. */
  static List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }

  static List<Path> segments(Path store) throws IOException {
    return list(store.resolve("journal")).stream()
        .filter(file -> file.getFileName().toString().endsWith(".pfj"))
        .toList();
  }

  /** Oldest first. */
  static List<Path> snapshots(Path store) throws IOException {
    return list(store.resolve("snapshots"));
  }

  /** Flips a bit in the middle of a file. */
  static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);
  }

  static void delete(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
