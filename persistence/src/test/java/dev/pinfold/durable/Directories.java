package dev.pinfold.durable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whole directories, copied and deleted. */
public final class Directories {
  private static final int MOST_TRIES = 100;

  private Directories() {}

  /** Copies a directory with all in it; links as links. */
  public static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Files.copy(
            path,
            to.resolve(from.relativize(path)),
            LinkOption.NOFOLLOW_LINKS,
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return to;
  }

  /**
   * Copies the directory of a store that is open and rests: a file that is only just being made, or
   * given back, may be gone before it is copied.
   */
  public static Path copyOpen(Path from, Path to) throws IOException {
    for (int i = 0; ; i++) {
      try {
        return copy(from, to);
      } catch (IOException | UncheckedIOException e) {
        if (i == MOST_TRIES) {
          throw e;
        }
        delete(to);
      }
    }
  }

  /** Deletes a directory with all in it; one that is not there is fine. */
  public static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> all = Files.walk(directory)) {
      paths = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
