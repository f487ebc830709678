package dev.pinfold.archive.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Whether two directories have nothing to do with each other, by whatever paths they are named. */
public final class Apart {
  private static final int MOST_LINKS = 40; // as the kernel has it

  private Apart() {}

  /**
   * Whether neither directory is the other, or lies in it; symbolic links are followed, also where
   * they end in nothing. Neither need be there.
   *
   * @throws IOException when a path cannot be followed
   */
  public static boolean areApart(Path one, Path other) throws IOException {
    Path first = real(one.toAbsolutePath(), 0);
    Path second = real(other.toAbsolutePath(), 0);
    return !liesIn(first, second) && !liesIn(second, first);
  }

  private static Path real(Path path, int links) throws IOException {
    try {
      return path.toRealPath();
    } catch (NoSuchFileException e) {
      if (path.getParent() == null || links > MOST_LINKS) {
        throw e;
      }
      Path there = real(path.getParent(), links);
      Path resolved = there.resolve(path.getFileName()).normalize();
      return Files.isSymbolicLink(resolved)
          ? real(there.resolve(Files.readSymbolicLink(resolved)), links + 1)
          : resolved;
    }
  }

  /** Compares files and not only names: a directory may be mounted at two places. */
  private static boolean liesIn(Path inner, Path outer) throws IOException {
    for (Path path = inner; path != null; path = path.getParent()) {
      if (path.equals(outer)
          || (Files.exists(path) && Files.exists(outer) && Files.isSameFile(path, outer))) {
        return true;
      }
    }
    return false;
  }
}
