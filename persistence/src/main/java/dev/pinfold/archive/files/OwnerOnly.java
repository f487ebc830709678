package dev.pinfold.archive.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Files and directories that only their owner may touch: 0600 and 0700 where the system has them.
 */
public final class OwnerOnly {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  /** For new files: 0600. */
  public static final FileAttribute<?>[] FILE = attribute("rw-------");

  /** For new directories: 0700. */
  public static final FileAttribute<?>[] DIRECTORY = attribute("rwx------");

  private OwnerOnly() {}

  private static FileAttribute<?>[] attribute(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /** Takes a file or directory that somebody else made from all but its owner. */
  public static void restrict(Path path) throws IOException {
    if (POSIX) {
      Files.setPosixFilePermissions(
          path,
          PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwx------" : "rw-------"));
    }
  }

  /**
   * Makes a directory with its missing parents, each of them durable when this returns; one that is
   * there stays as it is.
   */
  public static void createDirectories(Path directory, Device device) throws IOException {
    Path absolute = directory.toAbsolutePath();
    Path parent = absolute.getParent();
    if (Files.isDirectory(absolute) || parent == null) {
      return;
    }
    createDirectories(parent, device);
    try {
      Files.createDirectory(absolute, DIRECTORY);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(absolute)) {
        throw e;
      }
    }
    device.forceDirectory(parent);
  }
}
