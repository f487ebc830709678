package dev.pinfold.archive.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes whole buffers, since a channel may write a part of one. */
public final class FileWrites {
  private FileWrites() {}

  /**
   * Writes all that remains in a buffer to a place in a file. Blocks; the channel stays where it
   * is.
   */
  public static void fully(FileChannel file, ByteBuffer bytes, long at) throws IOException {
    long position = at;
    while (bytes.hasRemaining()) {
      position += file.write(bytes, position);
    }
  }
}
