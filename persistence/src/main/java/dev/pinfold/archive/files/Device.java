package dev.pinfold.archive.files;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Makes things survive a loss of power: everything that does so goes through here. Exchanged in
 * tests. All methods block until it is done; thread-safe.
 */
public interface Device {
  /** The machine's. */
  Device SYSTEM =
      new Device() {
        @Override
        public void forceRange(Path file, MappedByteBuffer mapping, int offset, int bytes) {
          mapping.force(offset, bytes);
        }

        @Override
        public void forceFile(Path file, FileChannel channel) throws IOException {
          channel.force(true);
        }

        @Override
        public void forceDirectory(Path directory) throws IOException {
          Shielded.run(
              () -> {
                try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                  channel.force(true);
                  return null;
                }
              });
        }
      };

  /**
   * Forces a range of a file's content, and the file's size as far as the range reaches: a range
   * msync, which costs what the range does, whatever else of the file is dirty. Works on a file
   * that has lost its name, too.
   *
   * @param mapping of the whole file
   */
  void forceRange(Path file, MappedByteBuffer mapping, int offset, int bytes) throws IOException;

  /**
   * Forces a file's content and size.
   *
   * @param channel open for writing on the file
   */
  void forceFile(Path file, FileChannel channel) throws IOException;

  /** Forces the names in a directory. An interrupt does not end it. */
  void forceDirectory(Path directory) throws IOException;
}
