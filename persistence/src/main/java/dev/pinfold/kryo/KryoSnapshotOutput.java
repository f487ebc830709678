package dev.pinfold.kryo;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Output;
import dev.pinfold.CodecException;
import dev.pinfold.archive.snapshot.SnapshotOutput;
import dev.pinfold.codec.Codecs;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** A snapshot's body as Kryo writes numbers; {@link KryoSnapshotEncoding} has the table. */
final class KryoSnapshotOutput implements SnapshotOutput {
  static final int BUFFER_BYTES = 1 << 16;

  private final Output out;

  KryoSnapshotOutput(OutputStream stream) {
    out = new Output(Objects.requireNonNull(stream, "stream"), BUFFER_BYTES);
  }

  @Override
  public void writeBoolean(boolean value) throws IOException {
    try {
      out.writeBoolean(value);
    } catch (KryoException e) {
      throw unwrap(e);
    }
  }

  @Override
  public void writeInt(int value) throws IOException {
    try {
      out.writeVarInt(value, true);
    } catch (KryoException e) {
      throw unwrap(e);
    }
  }

  @Override
  public void writeLong(long value) throws IOException {
    try {
      out.writeVarLong(value, true);
    } catch (KryoException e) {
      throw unwrap(e);
    }
  }

  @Override
  public void writeString(String value) throws IOException {
    byte[] utf8;
    try {
      utf8 = Codecs.text().encode(value);
    } catch (CodecException e) {
      throw new IOException("A string cannot be written to a snapshot. " + e.getMessage(), e);
    }
    writeBytes(utf8);
  }

  @Override
  public void writeBytes(byte[] value) throws IOException {
    try {
      out.writeVarInt(value.length, true);
      out.writeBytes(value);
    } catch (KryoException e) {
      throw unwrap(e);
    }
  }

  @Override
  public void writeLongs(long[] values, int from, int count) throws IOException {
    Objects.checkFromIndexSize(from, count, values.length);
    try {
      out.writeVarInt(count, true);
      for (int i = from; i < from + count; i++) {
        out.writeLong(values[i]);
      }
    } catch (KryoException e) {
      throw unwrap(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (KryoException e) {
      throw unwrap(e);
    }
  }

  private static IOException unwrap(KryoException e) {
    return e.getCause() instanceof IOException io ? io : new IOException(e);
  }
}
