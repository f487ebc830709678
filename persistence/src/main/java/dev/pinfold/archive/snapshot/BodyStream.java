package dev.pinfold.archive.snapshot;

import dev.pinfold.archive.files.FileWrites;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/** Streams over the body of a snapshot file that count and sum up what passes. */
final class BodyStream {
  private BodyStream() {}

  /** Writes at a position of its own, so that the header can be written last. */
  static final class Out extends OutputStream {
    private final FileChannel file;
    private final long from;
    private final CRC32C crc = new CRC32C();
    private long bytes;

    Out(FileChannel file, long from) {
      this.file = file;
      this.from = from;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
      FileWrites.fully(file, ByteBuffer.wrap(source, offset, count), from + bytes);
      crc.update(source, offset, count);
      bytes += count;
    }

    long bytes() {
      return bytes;
    }

    int crc() {
      return (int) crc.getValue();
    }
  }

  /** Reads the body of a verified file, and no byte after it. */
  static final class In extends InputStream {
    private final FileChannel file;
    private final long end;
    private final CRC32C crc = new CRC32C();
    private long position;

    In(FileChannel file, long from, long bytes) {
      this.file = file;
      this.position = from;
      this.end = from + bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
      if (count == 0) {
        return 0;
      }
      int wanted = (int) Math.min(count, end - position);
      if (wanted == 0) {
        return -1;
      }
      int read = file.read(ByteBuffer.wrap(target, offset, wanted), position);
      if (read > 0) {
        crc.update(target, offset, read);
        position += read;
      }
      return read;
    }

    /** The CRC-32C of what was read so far. */
    int crc() {
      return (int) crc.getValue();
    }
  }
}
