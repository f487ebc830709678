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
   *
   * @throws IOException also when the file takes nothing, and does not say why
   */
  public static void fully(FileChannel file, ByteBuffer bytes, long at) throws IOException {
    long position = at;
    while (bytes.hasRemaining()) {
      int written = file.write(bytes, position);
      if (written <= 0) {
        throw new IOException("nothing was written; " + bytes.remaining() + " bytes are left");
      }
      position += written;
    }
  }
}
