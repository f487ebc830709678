package dev.pinfold.offline;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory for files that can be made again, in the system's place for such; gone when closed.
 */
final class TemporaryDirectory implements Closeable {
  private final Path path;

  TemporaryDirectory() {
    try {
      path = Files.createTempDirectory("pinfold");
    } catch (IOException e) {
      throw new UncheckedIOException("a temporary directory cannot be made", e);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.list(path)) {
      List<Path> all = files.toList();
      for (Path file : all) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("the temporary directory " + path + " cannot be deleted", e);
    }
  }
}
