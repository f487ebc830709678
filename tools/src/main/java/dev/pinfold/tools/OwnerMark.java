package dev.pinfold.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/**
 * What the last owner of a store wrote into its lock file. As long as it is the same, nobody else
 * has had the store.
 */
record OwnerMark(String holder, FileTime written) {
  private static final FileTime NEVER = FileTime.fromMillis(0);

  static OwnerMark of(Path directory) throws IOException {
    Path lock = directory.resolve("lock");
    try {
      return new OwnerMark(Files.readString(lock), Files.getLastModifiedTime(lock));
    } catch (NoSuchFileException e) {
      return new OwnerMark("", NEVER);
    }
  }
}
