package dev.pinfold.archive.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * A directory that is made under another name beside its own, and gets its own once it is whole:
 * whatever interrupts its making, there is a whole one of that name, or none. One thread at a time.
 */
public final class PartialDirectory implements AutoCloseable {
  private static final String SUFFIX = ".partial";

  private final Path directory;
  private final Path path;
  private boolean closed;

  private PartialDirectory(Path directory, Path path) {
    this.directory = directory;
    this.path = path;
  }

  /**
   * Looks whether there is a place for one; nothing is made yet.
   *
   * @param directory where it is to be: missing, or an empty directory
   * @throws IOException when there is something already, also of an interrupted making
   */
  public static PartialDirectory of(Path directory) throws IOException {
    Path target = directory.toAbsolutePath().normalize();
    if (Files.exists(target) && !isEmptyDirectory(target)) {
      throw new IOException(
          directory + " is there already, and is no empty directory; choose another place");
    }
    if (target.getFileName() == null) {
      throw new IOException(directory + " cannot be a store; choose a directory below it");
    }
    Path partial = pathFor(target);
    if (Files.exists(partial)) {
      throw new IOException(
          partial + " is left over from a run that was interrupted; delete it, and try again");
    }
    return new PartialDirectory(target, partial);
  }

  /**
   * Where one would be made.
   *
   * @param directory where it is to be, not a root
   */
  public static Path pathFor(Path directory) {
    Path target = directory.toAbsolutePath().normalize();
    return target.resolveSibling(target.getFileName() + SUFFIX);
  }

  private static boolean isEmptyDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  /** Where it is made. */
  public Path path() {
    return path;
  }

  /**
   * Gives it its own name, which is durable on return; what is in it must be so already.
   *
   * @throws IOException when it cannot be given its name; then there is none of that name
   */
  public void finish() throws IOException {
    Files.deleteIfExists(directory); // an empty one, or it was made meanwhile and stays
    Files.move(path, directory, StandardCopyOption.ATOMIC_MOVE);
    closed = true;
    Device.SYSTEM.forceDirectory(directory.getParent());
  }

  /** Deletes what was made, unless it was {@linkplain #finish finished}. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      DirectoryTree.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException("what was written to " + path + " cannot be deleted", e);
    }
  }
}
