package dev.pinfold.durable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory for tests that open a store thousands of times: in memory where the system has such a
 * place, for a force costs nothing there. What is forced when is not what they test.
 */
public final class Scratch implements AutoCloseable {
  private static final Path IN_MEMORY = Path.of("/dev/shm");

  private final Path path;

  /** A fresh one. */
  public Scratch() throws IOException {
    path =
        Files.isWritable(IN_MEMORY)
            ? Files.createTempDirectory(IN_MEMORY, "pinfold")
            : Files.createTempDirectory("pinfold");
  }

  /** A path in it. */
  public Path resolve(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() throws IOException {
    Directories.delete(path);
  }
}
