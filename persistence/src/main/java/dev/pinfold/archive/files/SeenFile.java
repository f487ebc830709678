package dev.pinfold.archive.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * What a name leads to, through links, seen without opening it. Only regular files may be opened
 * for reading by a name that was found: to open a pipe waits until somebody writes to it, perhaps
 * for ever.
 *
 * @param kind not null
 * @param bytes of a file; of anything else they say nothing
 */
public record SeenFile(Kind kind, long bytes) {
  private static final int MOST_LINKS = 40; // that a system follows

  /** What there may be under a name. */
  public enum Kind {
    /** What can be read. */
    FILE("a regular file"),

    /** A directory. */
    DIRECTORY("a directory"),

    /** Neither of the two. */
    SPECIAL("a pipe, a socket or a device"),

    /** Links that lead to each other, and to nothing. */
    LOOP("a link that leads back to itself");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** The same in words. */
    public String words() {
      return words;
    }
  }

  /**
   * Looks.
   *
   * @throws NoSuchFileException when nothing is there, or a link that leads to nothing
   * @throws IOException when this user may not look, or the system fails
   */
  public static SeenFile at(Path path) throws IOException {
    try {
      BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
      return new SeenFile(kindOf(found), found.size());
    } catch (NoSuchFileException | AccessDeniedException e) {
      throw e;
    } catch (FileSystemException e) {
      if (isLoop(path)) {
        return new SeenFile(Kind.LOOP, 0);
      }
      throw e;
    }
  }

  /**
   * What is there in the place of a file or a directory; empty when that is there, or nothing.
   *
   * @throws IOException when this user may not look, or the system fails
   */
  public static Optional<Kind> instead(Path path, Kind wanted) throws IOException {
    try {
      return Optional.of(at(path).kind).filter(kind -> kind != wanted);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Kind kindOf(BasicFileAttributes found) {
    if (found.isRegularFile()) {
      return Kind.FILE;
    }
    return found.isDirectory() ? Kind.DIRECTORY : Kind.SPECIAL;
  }

  private static boolean isLoop(Path path) throws IOException {
    Path at = path;
    for (int i = 0; i <= MOST_LINKS; i++) {
      if (!Files.isSymbolicLink(at)) {
        return false;
      }
      at = at.resolveSibling(Files.readSymbolicLink(at));
    }
    return true;
  }

  /** Whether it can be read. */
  public boolean isFile() {
    return kind == Kind.FILE;
  }

  /**
   * Makes sure that a path is a directory, so that it can be listed.
   *
   * @return the same path
   * @throws NotDirectoryException when something else is there
   * @throws IOException when nothing is there, or this user may not look
   */
  public static Path directory(Path path) throws IOException {
    if (at(path).kind != Kind.DIRECTORY) {
      throw new NotDirectoryException(path.toString());
    }
    return path;
  }
}
