package dev.pinfold.archive.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What directories need beside being made. */
public final class Directories {
  private Directories() {}

  /** Makes the names in a directory survive power loss. Blocks; an interrupt does not end it. */
  public static void force(Path directory) throws IOException {
    Shielded.run(
        () -> {
          try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
            return null;
          }
        });
  }
}
