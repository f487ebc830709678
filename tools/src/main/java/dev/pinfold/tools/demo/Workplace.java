package dev.pinfold.tools.demo;

import dev.pinfold.tools.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The directory that a demo works in, and its children. When the JVM ends, however that comes
 * about, the children are ended first; then the directory is deleted if it is a temporary one that
 * nobody wants to look into.
 */
final class Workplace implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final Path directory;
  private final Console console;
  private final Children children = new Children();
  private final CountDownLatch left = new CountDownLatch(1);
  private volatile boolean kept;

  Workplace(Path directory, boolean kept, Console console) {
    this.directory = directory;
    this.kept = kept;
    this.console = console;
    Runtime.getRuntime().addShutdownHook(new Thread(this::clear));
  }

  Path directory() {
    return directory;
  }

  Children children() {
    return children;
  }

  /** Leaves the directory for a look. */
  void keep() {
    kept = true;
  }

  /** The demo writes nothing more there. */
  @Override
  public void close() {
    left.countDown();
  }

  private void clear() {
    children.stop();
    try {
      var unused = left.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!kept) {
        delete();
      }
    } catch (InterruptedException | IOException | UncheckedIOException e) {
      console.note(directory + " is not deleted: " + e.getMessage());
    }
  }

  private void delete() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
