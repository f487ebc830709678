package dev.pinfold.kryo;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.KryoBufferUnderflowException;
import dev.pinfold.CodecException;
import dev.pinfold.archive.snapshot.SnapshotInput;
import dev.pinfold.archive.snapshot.SnapshotUnreadableException;
import dev.pinfold.codec.Codecs;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A snapshot's body as Kryo reads numbers; {@link KryoSnapshotEncoding} has the table. */
final class KryoSnapshotInput implements SnapshotInput {
  private final Input in;
  private final long bodyBytes;

  KryoSnapshotInput(InputStream stream, long bodyBytes) {
    this.in = new Input(Objects.requireNonNull(stream, "stream"), KryoSnapshotOutput.BUFFER_BYTES);
    this.bodyBytes = bodyBytes;
  }

  @Override
  public boolean readBoolean() throws IOException {
    int value;
    try {
      value = in.readByteUnsigned();
    } catch (KryoException e) {
      throw unwrap(e);
    }
    if (value > 1) {
      throw unreadable("a boolean", String.valueOf(value));
    }
    return value == 1;
  }

  @Override
  public int readInt() throws IOException {
    try {
      return in.readVarInt(true);
    } catch (KryoException e) {
      throw unwrap(e);
    }
  }

  @Override
  public int readCount(int leastBytesEach) throws IOException {
    if (leastBytesEach < 1) {
      throw new IllegalArgumentException(
          "leastBytesEach is " + leastBytesEach + " and must be 1 or more");
    }
    int count = readInt();
    if (count < 0 || (long) count * leastBytesEach > remaining()) {
      throw unreadable(
          "a count of at most "
              + remaining() / leastBytesEach
              + " of what takes "
              + leastBytesEach
              + " bytes",
          String.valueOf(count));
    }
    return count;
  }

  @Override
  public long readLong() throws IOException {
    try {
      return in.readVarLong(true);
    } catch (KryoException e) {
      throw unwrap(e);
    }
  }

  @Override
  public String readString() throws IOException {
    try {
      return Codecs.text().decode(readBytes());
    } catch (CodecException e) {
      throw unreadable("UTF-8 before it", e.getMessage());
    }
  }

  @Override
  public byte[] readBytes() throws IOException {
    int count = readCount(1);
    try {
      return in.readBytes(count);
    } catch (KryoException e) {
      throw unwrap(e);
    }
  }

  @Override
  public long[] readLongs() throws IOException {
    long[] values = new long[readCount(Long.BYTES)];
    try {
      for (int i = 0; i < values.length; i++) {
        values[i] = in.readLong();
      }
    } catch (KryoException e) {
      throw unwrap(e);
    }
    return values;
  }

  @Override
  public long remaining() {
    return bodyBytes - in.total();
  }

  private IOException unwrap(KryoException e) {
    if (e.getCause() instanceof IOException io) {
      return io;
    }
    if (e instanceof KryoBufferUnderflowException) {
      return unreadable("more bytes", "the end");
    }
    return unreadable("a value", String.valueOf(e.getMessage()));
  }

  private SnapshotUnreadableException unreadable(String expected, String actual) {
    return new SnapshotUnreadableException(in.total(), expected, actual + " (byte of the body)");
  }
}
