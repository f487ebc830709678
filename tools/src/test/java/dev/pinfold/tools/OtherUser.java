package dev.pinfold.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who has no other rights to files than those that they give to everybody. Root becomes another
 * user for that; of anyone else it is that user, and the rights are taken from the files.
 */
final class OtherUser {
  private static final List<String> BECOME_NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  private final boolean isAnother;

  /**
   * @param mine something that this user has made
   */
  OtherUser(Path mine) throws IOException {
    isAnother = Files.getAttribute(mine, "unix:uid").equals(0);
  }

  /** Whether it is really another one. */
  boolean isAnother() {
    return isAnother;
  }

  /** The command line for a process of that user. */
  List<String> command(List<String> command) {
    List<String> all = new ArrayList<>(isAnother ? BECOME_NOBODY : List.of());
    all.addAll(command);
    return all;
  }

  /** Lets it read all below, and write nothing; as {@code chmod a+rX} does. */
  void letRead(Path path) throws IOException {
    if (isAnother) {
      permit(path, "rwxr-xr-x", "rw-r--r--");
    } else {
      permit(path, "r-xr-xr-x", "r--r--r--");
    }
  }

  /** Lets it neither read nor enter this file or directory. */
  void forbid(Path path) throws IOException {
    String permissions = isAnother ? "rwx------" : "---------";
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  /** Lets everybody write into a directory. */
  static void letWrite(Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  /** Gives all below back to its owner. */
  static void giveBack(Path path) throws IOException {
    permit(path, "rwx------", "rw-------");
  }

  private static void permit(Path path, String ofDirectories, String ofFiles) throws IOException {
    boolean isDirectory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    if (isDirectory) { // it may have to be opened before it can be listed
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      List<Path> below;
      try (Stream<Path> files = Files.list(path)) {
        below = files.toList();
      }
      for (Path file : below) {
        permit(file, ofDirectories, ofFiles);
      }
    }
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(isDirectory ? ofDirectories : ofFiles));
  }
}
