package dev.pinfold.archive.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The machine's device but for ranges: of these a test decides. */
@FunctionalInterface
public interface RangeDevice extends Device {
  @Override
  default void forceFile(Path file, FileChannel channel) throws IOException {
    SYSTEM.forceFile(file, channel);
  }

  @Override
  default void forceDirectory(Path directory) throws IOException {
    SYSTEM.forceDirectory(directory);
  }
}
